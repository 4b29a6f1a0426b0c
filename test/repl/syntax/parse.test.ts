import { stripTypeScriptTypes } from 'node:module'
import { describe, expect, test } from 'vitest'
import { parseBlock, type ParsedBlock } from '../../../src/repl/syntax/parse.ts'
import { positionAt } from '../../../src/repl/syntax/position.ts'

function parsed(source: string): ParsedBlock {
  const result = parseBlock(source, stripTypeScriptTypes)
  if ('fault' in result) throw new Error(result.fault.message)
  return result
}

function faultOf(source: string): { message: string; line: number; column: number } {
  const result = parseBlock(source, stripTypeScriptTypes)
  if (!('fault' in result)) throw new Error('the source was accepted')
  return { message: result.fault.message, ...positionAt(source, result.fault.offset) }
}

describe('reading a block', () => {
  test('plain JavaScript is taken as it is', () => {
    expect(parsed('a < b, c > (d)').code).toBe('a < b, c > (d)')
    expect(parsed('a < b < c >> (d)').code).toBe('a < b < c >> (d)')
  })

  test('await, return, import and export may stand at the top level', () => {
    expect(parsed('import a from "a"; export const b = await c; return b').program.body).toHaveLength(3)
  })

  test('a name may be declared twice', () => {
    expect(parsed('const a = 1; const a = 2; function a() {}').program.body).toHaveLength(3)
  })

  test('types become spaces, so that every line and column stays', () => {
    const source = 'const a: string[] = []\nfunction f(x: number): void {}\nreturn a as unknown'
    const { code } = parsed(source)
    expect(code).toHaveLength(source.length)
    expect(code.split('\n').map((line) => line.trimEnd().replace(/ +/g, ' '))).toEqual([
      'const a = []',
      'function f(x ) {}',
      'return a',
    ])
  })

  test('legal JavaScript that only TypeScript would write is read as TypeScript', () => {
    expect(parsed('const m = new Map<string, number>([])').code).not.toContain('<')
    expect(parsed('f<Foo>(x)').code).not.toContain('<')
    expect(parsed('new Map<string, Array<number>>([])').code).not.toContain('<')
    expect(parsed('f<Array<string>>(x)').code).not.toContain('<')
  })

  test('await inside a function that is not async is a reading of its own', () => {
    expect(parsed('xs.map(x => { const r = await f(x); return r })').looseAwait).toBe(true)
    expect(parsed('xs.map(async x => { const r = await f(x); return r })').looseAwait).toBe(false)
  })

  test.each(['{ a: 1 }', '{ a, b }', '{}'])('%j ends with an object', (source) => {
    expect(parsed(source).trailingObject?.type).toBe('BlockStatement')
  })

  test('an object of quoted keys becomes an expression', () => {
    expect(parsed('{ "a": 1, "b": 2 };').code).toBe('({ "a": 1, "b": 2 });')
    expect(parsed('const a = 1\n{ a, b: a }').code).toBe('const a = 1\n;({ a, b: a })')
  })

  test('a block of statements is no object', () => {
    expect(parsed('{ print(1); print(2) }').trailingObject).toBeUndefined()
  })
})

describe('a block that cannot be read', () => {
  test('is blamed on the place where JavaScript stops', () => {
    expect(faultOf('const a = 1\nconst b = ;')).toMatchObject({ line: 2, column: 11 })
  })

  test('is blamed on the backtick that is never closed', () => {
    expect(faultOf('const a = `x`;\nconst b = `never ${`inner`} closed\nmore')).toMatchObject({
      message: 'Unterminated template',
      line: 2,
      column: 11,
    })
  })

  test('is blamed on the error behind the types, not on the first type', () => {
    expect(faultOf('const a: string = "x"\nconst b = ;').line).toBe(2)
  })

  test('nesting without end is a fault and no crash', () => {
    expect(faultOf('['.repeat(100_000)).message).toMatch(/nested too deeply|stack space/)
  })
})
