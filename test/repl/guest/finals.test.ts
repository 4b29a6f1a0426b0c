import { describe, expect, test } from 'vitest'
import { openTestRepl } from '../in-process.ts'

function finalOf(source: string): string | undefined {
  return openTestRepl().run(source).final
}

describe('FINAL', () => {
  test.each([
    ['"text"', 'text'],
    ['""', ''],
    ['42', '42'],
    ['-0.5', '-0.5'],
    ['NaN', 'NaN'],
    ['10n', '10'],
    ['true', 'true'],
    ['null', 'null'],
    ['[1, { a: "b" }]', '[1,{"a":"b"}]'],
    ['new Map([["a", 1]])', "Map(1) { 'a' => 1 }"],
    ['new Date(0)', '1970-01-01T00:00:00.000Z'],
    ['(() => { const o = { a: 1n }; return o })()', '{ a: 1n }'],
    ['(() => { const o = {}; o.o = o; return o })()', '{ o: [Circular] }'],
    ['Promise.resolve("later")', 'later'],
    ['[Promise.resolve(1), 2]', '[1,2]'],
    ['llm_query_async("p")', 'A(p)'],
  ])('(%s) is the text %j', (expression, text) => {
    expect(finalOf(`FINAL(${expression})`)).toBe(text)
  })

  test.each(['FINAL()', 'FINAL(undefined)', 'const r = {}; FINAL(r.missing)', 'FINAL(Promise.resolve())'])(
    '%s is an error that says so',
    (source) => {
      const { final, error } = openTestRepl().run(source)
      expect(final).toBeUndefined()
      expect(error).toMatchObject({
        name: 'TypeError',
        message: expect.stringContaining('received undefined') as string,
      })
    },
  )

  test('counts once', () => {
    expect(finalOf('const f = FINAL; f(1); f(2)')).toBe('1')
  })

  test('as a statement of the block ends the block', () => {
    expect(openTestRepl().run('if (true) { FINAL(1) }\nprint("after")')).toMatchObject({ final: '1', stdout: '' })
  })

  test('stands whatever the code does afterwards', () => {
    expect(openTestRepl().run('const f = () => { FINAL("kept") }; f(); null.x')).toMatchObject({
      final: 'kept',
      error: { name: 'TypeError' },
    })
    expect(finalOf('try { FINAL("kept"); throw 1 } catch { FINAL("other") }')).toBe('kept')
  })

  test('of a promise that fails is no answer', () => {
    const { final, error } = openTestRepl().run('FINAL((async () => { throw new RangeError("no") })())')
    expect(final).toBeUndefined()
    expect(error?.name).toBe('RangeError')
  })

  test('has an alias', () => {
    expect(finalOf('SUBMIT("x")')).toBe('x')
  })
})

describe('FINAL_VAR', () => {
  test.each([
    ['a name in quotes', 'const a = "value"; FINAL_VAR("a")', 'value'],
    ['a variable', 'const a = "Paris"; FINAL_VAR(a)', 'Paris'],
    ['a variable whose text is the name of another', 'const b = 1; const a = "b"; FINAL_VAR(a)', 'b'],
    ['a variable of an inner scope', 'const f = () => { const inner = 5; FINAL_VAR(inner) }; f()', '5'],
    ['a text that is no name', 'FINAL_VAR("the answer is 4")', 'the answer is 4'],
    ['the context', 'context = "c"; FINAL_VAR("context")', 'c'],
  ])('takes %s', (_, source, final) => {
    expect(finalOf(source)).toBe(final)
  })

  test('of an unknown name is an error that lists the variables', () => {
    const { final, error } = openTestRepl().run('const total = 1, parts = []; FINAL_VAR("nope")')
    expect(final).toBeUndefined()
    expect(error).toMatchObject({
      name: 'ReferenceError',
      message: expect.stringContaining('There are: total, parts.') as string,
    })
  })

  test.each(['print', 'FINAL', 'toString', '__proto__'])('does not take %s for a variable', (name) => {
    expect(openTestRepl().run(`FINAL_VAR("${name}")`).error?.name).toBe('ReferenceError')
  })
})

describe('the variable answer', () => {
  test.each([
    ['answer = "draft"', 'draft'],
    ['const answer = { content: "draft", ready: false }', 'draft'],
    ['const answer = { content: [1] }', '[1]'],
  ])('%s is a candidate', (source, candidate) => {
    expect(openTestRepl().run(source)).toMatchObject({ candidate, final: undefined })
  })

  test('is the answer once it is ready, and is given once', () => {
    const repl = openTestRepl()
    repl.run('answer = { content: "draft", ready: false }')
    expect(repl.run('answer.content = "done"; answer.ready = true').final).toBe('done')
    expect(repl.run('1').final).toBeUndefined()
  })
})
