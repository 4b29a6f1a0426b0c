import { describe, expect, test } from 'vitest'
import { openTestRepl } from '../in-process.ts'

describe('variables', () => {
  test('that are new or changed are described, each on a line', () => {
    const repl = openTestRepl({ context: 'text' })
    expect(
      repl.run(
        'const lines = Array.from({ length: 1000 }, (_, i) => "l" + i); let n = 1; function add(a, b) {}; class A {}; const s = "x\\ny"',
      ),
    ).toMatchObject({
      variables: [
        'add: function (a, b)',
        "lines: array (1000 items) = [ 'l0', 'l1', 'l2', 'l3', … 996 more items ]",
        'n: number = 1',
        'A: class',
        "s: string (3 characters) = 'x\\ny'",
      ],
      names: ['add', 'lines', 'n', 'A', 's'],
    })
    expect(repl.run('n += 1; lines.push("more")').variables).toEqual([
      "lines: array (1001 items) = [ 'l0', 'l1', 'l2', 'l3', … 997 more items ]",
      'n: number = 2',
    ])
    expect(repl.run('1').variables).toEqual([])
  })

  test('are listed by SHOW_VARS, without the names of the REPL', () => {
    const repl = openTestRepl()
    repl.run('const a = 1, b = 2')
    expect(repl.run('SHOW_VARS()').result).toBe("'Variables: a, b'")
  })

  test('named context belongs to the block as any other', () => {
    const repl = openTestRepl({ context: { a: [1] } })
    expect(repl.run('context.a.push(2); context').result).toBe('{ a: [ 1, 2 ] }')
    expect(repl.run('context = 5; context').result).toBe('5')
  })

  test('of a great number are listed from the newest, with the number of the rest', () => {
    const repl = openTestRepl()
    const { variables, names } = repl.run('for (let i = 0; i < 100_000; i += 1) globalThis["v" + i] = i')
    expect([names.length, names[0], names.at(-1)]).toEqual([300, 'v99700', 'v99999'])
    expect(variables).toHaveLength(301)
    expect(variables.slice(-2)).toEqual(['v99999: number = 99999', '… and 99700 more variables'])
    expect(repl.run('const one = 1').variables).toEqual(['one: number = 1'])
    expect(repl.run('SHOW_VARS()').result).toMatch(/v99998, v99999, one, and 99701 older ones/)
  })
})
