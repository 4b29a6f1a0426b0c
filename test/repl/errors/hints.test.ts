import { describe, expect, test } from 'vitest'
import { openTestRepl } from '../in-process.ts'

function hintOf(source: string, context: unknown = 'text'): string | undefined {
  return openTestRepl({ context }).run(source).error?.hint
}

describe('hints for code that cannot be read', () => {
  test.each([
    ['for x in xs:\n  print(x)', /parentheses and braces/],
    ['def f(x):\n  return x', /runs JavaScript/],
    ['import json', /no modules/],
    ['if (a and b) {}', /&&/],
    ['print(f"x {y}")', /f-string/],
    ['x = """a"""', /triple quotes/],
    ['# comment', /\/\/ in JavaScript/],
    ['const s = context[1:5]', /slice/],
    ['const a = “x”', /quotes/],
    ['Here is the plan.', /prose/],
    ['const s = `never', /never closed/],
    ['const s = "never', /template literal/],
    ['const f = () => { await g() }', /async function/],
  ])('%j', (source, hint) => {
    expect(hintOf(source)).toMatch(hint)
  })
})

describe('hints for code that fails', () => {
  test.each([
    ['len(context)', /x\.length/],
    ['True', /use true/],
    ['[].append(1)', /push/],
    ['process.exit()', /does not exist/],
    ['const values = []; value', /mean `values`/],
    ['nothingLikeIt', /There are: context\./],
    ['context.map(x => x)', /is a string/],
    ['const s = llm_query("x"); s.length; s.then(r => r)', /without await gives a string/],
    ['(5).trim()', /not a string/],
  ])('%j', (source, hint) => {
    expect(hintOf(source)).toMatch(hint)
  })

  test('tell what the context is', () => {
    expect(hintOf('context.split("x")', ['a'])).toMatch(/is an array/)
    expect(hintOf('context.split("x")', { a: 1 })).toMatch(/is an object/)
  })

  test('are left out where nothing is known', () => {
    expect(hintOf('throw new Error("mine")')).toBeUndefined()
  })
})
