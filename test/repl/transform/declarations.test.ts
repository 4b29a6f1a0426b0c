import vm from 'node:vm'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { openTestRepl } from '../in-process.ts'
import { propertyRuns } from '../property-runs.ts'

describe('declarations', () => {
  test.each([
    ['a const again, from its old value', ['const a = [1, 2]', 'const a = a.map(x => x * 2); a'], '[ 2, 4 ]'],
    ['a const after a function of its name', ['function a() {}', 'const a = 1; a'], '1'],
    ['a class again', ['class A { f() { return 1 } }', 'class A { f() { return 2 } }\nnew A().f()'], '2'],
    ['a pattern without a semicolon before it', ['let a = 1\nconst { b } = { b: 2 };\n[a, b]'], '[ 1, 2 ]'],
    ['a keyword without a space', ['const{a}={a:1}\na'], '1'],
    ['several with comments between', ['let /* a */ a = 1, // one\n  b = /* two */ 2\n;[a, b]'], '[ 1, 2 ]'],
    ['a var in a loop', ['for (var i = 0; i < 3; i++);', 'i'], '3'],
    ['a var without a value keeps the old one', ['var a = 1', 'var a; a'], '1'],
    ['a let without a value does not', ['let a = 1', 'let a; a === undefined'], 'true'],
    ['an exported function', ['export default function f() { return 1 }\nf()'], '1'],
    ['an exported unnamed class', ['export default class {}\n1'], '1'],
    ['a name in a label', ['a: for (const x of [1]) { var y = x; break a }\ny'], '1'],
  ])('%s', (_, blocks, result) => {
    const repl = openTestRepl()
    const reports = blocks.map((source) => repl.run(source))
    expect(reports.flatMap(({ error }) => error?.message ?? [])).toEqual([])
    expect(reports.at(-1)?.result).toBe(result)
  })

  test('what is not reached does not exist', () => {
    const repl = openTestRepl()
    repl.run('const a = 1; throw new Error("stop"); const b = 2')
    expect(repl.run('typeof a + typeof b').result).toBe("'numberundefined'")
  })

  test('assigning to a constant fails in its own block, after the right side has run', () => {
    const repl = openTestRepl()
    const { error, stdout } = repl.run('const a = 1\na = print("right")')
    expect(error).toMatchObject({ name: 'TypeError', message: "Assignment to constant variable 'a'.", line: 2 })
    expect(stdout).toBe('right\n')
    expect(repl.run('a = 2').result).toBe('2')
  })

  test('a function that takes a reserved name does so for its block only', () => {
    const repl = openTestRepl()
    expect(repl.run('function llm_query() { return "mine" }\nllm_query("x")').result).toBe("'mine'")
    expect(repl.run('llm_query("x")').result).toBe("'A(x)'")
  })

  test('a reserved name that was assigned is restored, and the model is told', () => {
    const repl = openTestRepl()
    expect(repl.run('print = 1').notes).toEqual(['print: reserved, and restored for the next block.'])
    expect(repl.run('print("back")').stdout).toBe('back\n')
  })
})

/** Statements that mean the same with `var` in the place of every declaring keyword. */
const statements = (() => {
  const number = fc.integer({ min: 0, max: 9 }).map(String)
  const name = fc.constantFrom('a', 'b', 'c', 'f')
  const constant = fc.constantFrom('K', 'L')
  const keyword = fc.constantFrom('let', 'var')
  const read = fc
    .tuple(fc.constantFrom('a', 'b', 'c', 'f', 'K', 'L'), number)
    .map(([variable, n]) => `(typeof ${variable} === "number" ? ${variable} : ${n})`)
  const plain = fc.oneof(
    number,
    read,
    fc.tuple(read, number).map(([left, right]) => `${left} + ${right}`),
  )
  const value = fc.oneof(
    { weight: 3, arbitrary: plain },
    fc.constantFrom('(typeof f === "function" ? f() : 5)', '(typeof C === "function" ? C.v : 6)'),
  )
  return fc.oneof(
    fc.tuple(keyword, name, value).map(([kind, variable, right]) => `${kind} ${variable} = ${right}`),
    fc.tuple(constant, value).map(([variable, right]) => `const ${variable} = ${right};`),
    fc.tuple(keyword, value, value).map(([kind, x, y]) => `${kind} { a, x: [b = 4] } = { a: ${x}, x: [${y}] }`),
    fc.tuple(keyword, value).map(([kind, x]) => `${kind} [c, ...a] = [${x}, 1, 2]; a = a.length`),
    fc.tuple(name, value).map(([variable, right]) => `${variable} = ${right}`),
    fc.tuple(name, value).map(([variable, right]) => `if (${right} > 3) { var ${variable} = ${right} }`),
    fc
      .tuple(name, number)
      .map(([variable, right]) => `for (var ${variable} = 0; ${variable} < ${right}; ${variable}++);`),
    fc.tuple(name, value).map(([variable, right]) => `;(() => { ${variable} = ${right} })()`),
    fc.tuple(name, number).map(([variable, right]) => `{ let ${variable} = ${right}; var seen = ${variable} }`),
    plain.map((right) => `function f() { return ${right} }`),
    plain.map((right) => `class C { static v = ${right} }`),
    value.map((right) => `if (${right} > 7) throw new Error("stop")`),
  )
})()

/** The errors and the last values of blocks that are run as scripts of Node's, one after the other. */
function runNatively(blocks: readonly string[], snapshot: string): { errors: string[]; values: unknown } {
  const context = vm.createContext()
  const errors = blocks.flatMap((block) => {
    const script = block
      .replace(/\b(let|const)\b(?! \w+ = .*; var seen)/g, 'var')
      .replace(/^class C/gm, 'var C = class')
    try {
      vm.runInContext(script, context)
      return []
    } catch (error) {
      return [(error as Error).message]
    }
  })
  return { errors, values: vm.runInContext(snapshot, context) }
}

const { numRuns, timeoutMs } = propertyRuns(0.5)

test('random blocks leave the values that scripts with var leave', { timeout: timeoutMs }, () => {
  const names = ['a', 'b', 'c', 'K', 'L', 'seen']
  const values = names.map((name) => `typeof ${name} === "undefined" ? null : ${name}`)
  const snapshot = `JSON.stringify([${values.join()}, typeof f === "function" ? f() : typeof f, typeof C === "function" && C.v])`
  fc.assert(
    fc.property(fc.array(fc.array(statements, { maxLength: 5 }), { maxLength: 4 }), (programs) => {
      const blocks = programs.map((lines) => lines.join('\n'))
      const native = runNatively(blocks, snapshot)
      const repl = openTestRepl()
      expect(blocks.flatMap((block) => repl.run(block).error?.message ?? [])).toEqual(native.errors)
      expect(repl.run(`print(${snapshot})`).stdout).toBe(`${String(native.values)}\n`)
    }),
    { numRuns },
  )
})
