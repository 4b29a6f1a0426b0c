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

test("a text that is loaded again is not taken for a block's own", () => {
  const repl = openTestRepl({ context: 'first' })
  repl.load('context', 'second')
  expect(repl.run('context')).toMatchObject({ result: "'second'", notes: [] })
})
