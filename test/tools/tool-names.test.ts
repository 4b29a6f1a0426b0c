import { describe, expect, it } from 'vitest'
import { replNames } from '../../src/repl/names.ts'
import { checkToolName } from '../../src/tools/tool-names.ts'

const { reserved } = replNames([])

describe('the name of a tool', () => {
  it.each(['find_order', 'findOrder', '$', '_x1', 'größe', 'search', 'of'])('may be %s', (name) => {
    expect(checkToolName(name, reserved)).toBeUndefined()
  })

  it.each(['', '1st', 'find order', 'find-order', 'a.b', 'a\nb', 'x;y', '`', '{}'])(
    'is an identifier, unlike %j',
    (name) => {
      expect(checkToolName(name, reserved)).toMatch(/must be a JavaScript identifier.*received '.*'\. Use letters/)
    },
  )

  it('has at most 100 characters', () => {
    expect(checkToolName('x'.repeat(101), reserved)).toMatch(/at most 100 characters; received 101/)
    expect(checkToolName('x'.repeat(100), reserved)).toBeUndefined()
  })

  it.each(['if', 'await', 'yield', 'let', 'static', 'async', 'eval', 'arguments', 'null'])(
    'is no word of JavaScript, such as %s',
    (name) => {
      expect(checkToolName(name, reserved)).toContain('must not be one that JavaScript or the REPL has already')
    },
  )

  it.each(['llm_query', 'FINAL', 'print', 'budget', 'context', 'contexts', 'history', 'answer'])(
    'is none of the REPL, such as %s',
    (name) => {
      expect(checkToolName(name, reserved)).toContain(`received '${name}'`)
    },
  )

  it('is no global of JavaScript', () => {
    const isTaken = (name: string): boolean => checkToolName(name, new Set()) !== undefined
    expect(['undefined', 'globalThis', 'Object', 'Promise', 'JSON', 'Math', '__proto__'].filter(isTaken)).toHaveLength(
      7,
    )
    // Those of this Node that the language itself brings; the rest are the host's own.
    const language = Object.getOwnPropertyNames(globalThis).filter((name) =>
      /^[A-Z]\w*(Array|Error|Map|Set|Ref)$/.test(name),
    )
    expect(language.filter((name) => !isTaken(name))).toEqual(
      ['DOMException'].filter((name) => language.includes(name)),
    )
  })

  it('is shown shortened', () => {
    expect(checkToolName('-'.repeat(10_000), reserved)?.length).toBeLessThan(300)
  })
})
