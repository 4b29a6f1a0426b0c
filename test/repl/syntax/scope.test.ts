import { describe, expect, test } from 'vitest'
import { parseWith } from '../../../src/repl/syntax/acorn.ts'
import { functionOf, type Binding } from '../../../src/repl/syntax/binding.ts'
import { resolveScopes, type Scopes } from '../../../src/repl/syntax/scope.ts'

function scopesOf(source: string): Scopes {
  const result = parseWith('block', source)
  if ('fault' in result) throw new Error(result.fault.message)
  return resolveScopes(result.program)
}

function topLevel(source: string, name: string): Binding | undefined {
  return scopesOf(source).topLevel.get(name)
}

describe('names at the top level', () => {
  test('are those of every kind of declaration', () => {
    const { topLevel } = scopesOf(
      'var a; let b; const { c, d: [e = 1], ...f } = x; function g() {} class H {} import I from "i"',
    )
    expect([...topLevel.keys()]).toEqual(['a', 'b', 'c', 'e', 'f', 'g', 'H', 'I'])
  })

  test('include a var in a nested block, but not a let', () => {
    expect([...scopesOf('if (x) { var a; let b }').topLevel.keys()]).toEqual(['a'])
  })

  test('are not those of a function', () => {
    expect([...scopesOf('function f(p) { var a; let b }').topLevel.keys()]).toEqual(['f'])
  })
})

describe('references', () => {
  test('count reads and writes apart', () => {
    const references = topLevel('let n = 0; n += 1; n = 2; print(n)', 'n')?.references
    expect(references?.map(({ reads, writes }) => [reads, writes])).toEqual([
      [true, true],
      [false, true],
      [true, false],
    ])
  })

  test('reach a declaration further down', () => {
    expect(topLevel('const f = () => later; const later = 1', 'later')?.references).toHaveLength(1)
  })

  test('a parameter hides the name outside', () => {
    expect(topLevel('const x = 1; const f = (x) => x', 'x')?.references).toHaveLength(0)
  })

  test('keys of objects and properties are no names', () => {
    expect([...scopesOf('a.b; ({ c: 1, d() {}, [e]: 2 })').globals.keys()]).toEqual(['a', 'e'])
  })

  test('names of no declaration are globals', () => {
    expect([...scopesOf('total = 0; for (i of xs) total += i').globals.keys()]).toEqual(['total', 'i', 'xs'])
  })
})

test('a name that is written again is no longer bound to its function', () => {
  expect(functionOf(topLevel('const f = () => 1', 'f'))?.type).toBe('ArrowFunctionExpression')
  expect(functionOf(topLevel('let f = () => 1; f = 2', 'f'))).toBeUndefined()
})
