import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseWith } from '../../../src/repl/syntax/acorn.ts'
import { growTree } from '../../../src/repl/syntax/tree.ts'
import { Edits } from '../../../src/repl/transform/edits.ts'
import { replNames } from '../../../src/repl/names.ts'
import { transformBlock } from '../../../src/repl/transform/transform.ts'

function editsOf(code: string): Edits {
  const result = parseWith('block', code)
  if ('fault' in result) throw new Error(result.fault.message)
  return new Edits(growTree(result.program))
}

describe('columns', () => {
  test('every character that is kept keeps its place', () => {
    const code = Array.from({ length: 8 }, (_, index) => `abcdefghi${index}`).join('\n')
    const edit = fc.record({
      line: fc.nat(7),
      column: fc.nat(9),
      removed: fc.nat(3),
      text: fc.stringMatching(/^[A-Z(]{0,6}$/),
    })
    fc.assert(
      fc.property(fc.array(edit, { maxLength: 6 }), (list) => {
        const edits = editsOf('0')
        const taken = new Set<number>()
        for (const { line, column, removed, text } of list) {
          const start = line * 11 + column
          const end = Math.min(start + removed, line * 11 + 10)
          if ([...taken].some((at) => at >= start - 4 && at <= end)) continue
          taken.add(start)
          edits.replace({ start, end }, text)
        }
        const { code: changed, mapColumn } = edits.renderOutside(code, [])
        changed.split('\n').forEach((line, index) => {
          for (const { 0: character, index: column } of line.matchAll(/./g)) {
            if (!/[a-z\d]/.test(character)) continue
            expect(code.split('\n')[index]?.[mapColumn(index + 1, column + 1) - 1]).toBe(character)
          }
        })
      }),
    )
  })

  test('inserted text points at the place where it was inserted', () => {
    const edits = editsOf('0')
    edits.insert(3, 'XYZ')
    const { mapColumn } = edits.renderOutside('abcdef', [])
    expect([4, 5, 6, 7].map((column) => mapColumn(1, column))).toEqual([4, 4, 4, 4])
  })
})

describe('the two scripts of a block', () => {
  const source = 'const a = 1; function f() { return a }\nlet { b } = f()\nfunction g() {}\nb'

  test('have the lines of the block', () => {
    const block = transformBlock(source, { stripTypes: undefined, kindOf: () => undefined, names: replNames([]) })
    if ('fault' in block) throw new Error(block.fault.message)
    expect(
      block.functions?.code
        .split('\n')
        .slice(0, 4)
        .map((line) => line.trim()),
    ).toEqual(['function f() { return a }', '', 'function g() {}', ''])
    expect(block.body.code.split('\n')[1]?.trim()).toBe(';   ({ b } = f());')
    expect(block.mentioned).toEqual(['a', 'f', 'b', 'g'])
  })

  test('map their columns apart', () => {
    const block = transformBlock('const { a } = x; function f() { y }', {
      stripTypes: undefined,
      kindOf: () => undefined,
      names: replNames([]),
    })
    if ('fault' in block) throw new Error(block.fault.message)
    const { functions, body } = block
    expect(functions?.mapColumn(1, 33)).toBe(33)
    expect(body.mapColumn(1, body.code.indexOf('= x') + 1)).toBe(13)
  })
})
