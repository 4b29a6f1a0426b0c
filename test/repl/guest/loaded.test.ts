import { describe, expect, test } from 'vitest'
import { openTestRepl, type TestRepl } from '../in-process.ts'

describe('a variable that the host loads beside the context', () => {
  const FIRST = [{ role: 'user', content: 'hi' }]
  const SECOND = [...FIRST, { role: 'assistant', content: 'ho' }]

  function openWithHistory(): TestRepl {
    const repl = openTestRepl()
    repl.load('history', FIRST)
    return repl
  }

  test('is read like any other, and told of as none of the own ones', () => {
    const { result, variables, names } = openWithHistory().run('const n = history.length; SHOW_VARS()')
    expect({ result, variables, names }).toEqual({
      result: "'Variables: n'",
      variables: ['n: number = 1'],
      names: ['n'],
    })
  })

  test('is known to the hints', () => {
    expect(openWithHistory().run('histroy').error?.hint).toBe('Did you mean `history`? There are: context, history.')
    expect(openWithHistory().run('history.split(" ")').error?.hint).toMatch(/^`history` is an array/)
  })

  test('is loaded anew in silence, also where a block has changed what is in it', () => {
    const repl = openWithHistory()
    repl.run('history.push("mine")')
    repl.load('history', SECOND)
    expect(repl.run('history.length')).toMatchObject({ result: '2', notes: [] })
  })

  test.each([
    ['another array', 'history = history.slice(0, 1)'],
    ['a declaration', 'const history = 5'],
    ['a function', 'function history() {}'],
    ['a getter', 'Object.defineProperty(globalThis, "history", { get: () => 1, configurable: true })'],
  ])('belongs to a block that gives it %s, until it is loaded anew', (_, source) => {
    const repl = openWithHistory()
    expect(repl.run(source)).toMatchObject({ error: undefined, names: [] })
    expect(repl.run('history === undefined || history.length !== 2').result).toBe('true')
    repl.load('history', SECOND)
    expect(repl.run('history.length')).toMatchObject({
      result: '2',
      notes: [expect.stringMatching(/^`history` was loaded anew before this block/) as string],
    })
    expect(repl.run('1').notes).toEqual([])
  })

  test('takes the name of a variable that a block has made, and says so', () => {
    const repl = openTestRepl()
    repl.run('const history = "mine"')
    repl.load('history', FIRST)
    expect(repl.run('history.length').notes).toHaveLength(1)
  })

  test('may be deleted', () => {
    const repl = openWithHistory()
    repl.run('delete globalThis.history')
    expect(repl.run('history').error?.hint).toBe('There are: context.')
    repl.load('history', SECOND)
    expect(repl.run('history.length')).toMatchObject({ result: '2', notes: [] })
  })

  test('stays what it is where a block has locked it, and the model is told', () => {
    const repl = openWithHistory()
    repl.run('Object.defineProperty(globalThis, "history", { value: 1, writable: false, configurable: false })')
    repl.load('history', SECOND)
    expect(repl.run('history')).toMatchObject({
      result: '1',
      notes: [expect.stringMatching(/^`history` could not be loaded anew/) as string],
    })
  })

  test('that is no JSON is refused by its name', () => {
    expect(() => openTestRepl().repl.load('history', { kind: 'json', text: '{' })).toThrow(
      "`history` of kind 'json' must be JSON text",
    )
  })
})

describe('a list of what the host loads', () => {
  function openWithTwo(): TestRepl {
    const repl = openTestRepl({ context: 'first' })
    repl.load('context_1', ['a'], 'contexts')
    repl.load('context_2', 'second', 'contexts')
    return repl
  }

  test('holds the values themselves, in order, and is told of as none of the own variables', () => {
    const { result, names, notes } = openWithTwo().run(
      '[contexts[0] === context_1, contexts[1] === context_2, contexts.length, SHOW_VARS()]',
    )
    expect({ result, names, notes }).toEqual({
      result: "[ true, true, 2, 'Variables: none yet' ]",
      names: [],
      notes: [],
    })
  })

  test('is known to the hints', () => {
    expect(openWithTwo().run('lists').error?.hint).toBe('There are: context, context_1, contexts, context_2.')
  })

  test('stays the same array, with what a block has done to it', () => {
    const repl = openWithTwo()
    repl.run('var alias = contexts; contexts.push("mine")')
    repl.load('context_3', 'third', 'contexts')
    expect(repl.run('alias === contexts ? contexts.slice(2) : 0')).toMatchObject({
      result: "[ 'mine', 'third' ]",
      notes: [],
    })
  })

  test.each([
    ['another value', 'contexts = "mine"'],
    ['another array', 'contexts = [...contexts]'],
    ['a proxy of itself', 'contexts = new Proxy(contexts, {})'],
    ['a getter', 'Object.defineProperty(globalThis, "contexts", { get: () => { throw 1 }, configurable: true })'],
    ['a function', 'function contexts() {}'],
  ])('is made anew where a block gives it %s, and the model is told', (_, source) => {
    const repl = openWithTwo()
    expect(repl.run(source)).toMatchObject({ error: undefined, names: [] })
    repl.load('context_3', 'third', 'contexts')
    expect(repl.run('contexts')).toMatchObject({
      result: "[ [ 'a' ], 'second', 'third' ]",
      notes: [expect.stringMatching(/^`contexts` was loaded anew before this block/) as string],
    })
  })

  test.each([
    ['deleted', 'delete globalThis.contexts'],
    ['frozen', 'Object.freeze(contexts)'],
    ['stretched to its end', 'contexts.length = 2 ** 32 - 1'],
  ])('is made anew in silence where a block has %s it', (_, source) => {
    const repl = openWithTwo()
    repl.run(source)
    repl.load('context_3', 'third', 'contexts')
    expect(repl.run('contexts')).toMatchObject({ result: "[ [ 'a' ], 'second', 'third' ]", notes: [] })
  })

  test('stays what it is where a block has locked it, and the model is told', () => {
    const repl = openWithTwo()
    repl.run('Object.defineProperty(globalThis, "contexts", { value: 1, writable: false, configurable: false })')
    repl.load('context_3', 'third', 'contexts')
    expect(repl.run('[contexts, context_3]')).toMatchObject({
      result: "[ 1, 'third' ]",
      notes: [expect.stringMatching(/^`contexts` could not be loaded anew/) as string],
    })
  })

  test('is not reached through what a block has put on the prototypes', () => {
    const repl = openWithTwo()
    repl.run(
      'for (const i of [2, 3]) Object.defineProperty(Array.prototype, i, { set() { throw 1 }, get: () => "forged" })',
    )
    repl.load('context_3', 'third', 'contexts')
    expect(repl.run('contexts.length + contexts[2]').result).toBe("'3third'")
  })

  test('gets nothing where the text is no JSON or the name is the REPL’s', () => {
    const repl = openWithTwo()
    const json = { kind: 'json', text: '{' } as const
    expect(() => repl.repl.load('context_3', json, 'contexts')).toThrow('must be JSON text')
    expect(() => repl.load('context_3', 'third', 'print')).toThrow('The name `print` belongs to the REPL')
    expect(repl.run('contexts.length + typeof context_3').result).toBe("'2undefined'")
  })
})

test("a text that is loaded again is not taken for a block's own", () => {
  const repl = openTestRepl({ context: 'first' })
  repl.load('context', 'second')
  expect(repl.run('context')).toMatchObject({ result: "'second'", notes: [] })
})
