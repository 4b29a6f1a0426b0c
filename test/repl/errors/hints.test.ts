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
    ['for i in range(10): print(i)', /parentheses and braces/],
    ['while x < 3: x += 1', /parentheses and braces/],
    ['if True: pass', /parentheses and braces/],
    ['if (1) {}\nelif (2) {}', /else if/],
    ['try { 1 }\nexcept X as e:\n', /catch/],
    ['def f(x): return x', /function f\(x\)/],
    ["with open('f') as f: pass", /runs JavaScript/],
    ['print "x"', /print\(x\)/],
    ['assert 1 == 1', /throw new Error/],
    ['del x', /delete/],
    ['global x', /leave the line out/],
    ['import json; x = 1', /no modules/],
    ["s = 'a' if x else 'b'", /test \? a : b/],
    ["x = { 'a': 1, **y }", /\.\.\.x/],
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
    ['json.loads("{}")', /JSON\.parse\(s\)/],
    ['re.findall("a", context)', /matchAll/],
    ['str.join(["a"])', /xs\.join/],
    ['", ".join(["a"])', /xs\.join/],
    ['context.length()', /leave the parentheses out/],
    ['new Set().size()', /x\.size/],
    ['({}).get("a", 1)', /\?\? fallback/],
    ['lm_query("x")', /mean `llm_query`/],
    ['contxt', /mean `context`/],
    ['pass', /leave it out/],
  ])('%j', (source, hint) => {
    expect(hintOf(source)).toMatch(hint)
  })

  test('tell what the context is', () => {
    expect(hintOf('context.split("x")', ['a'])).toMatch(/is an array/)
    expect(hintOf('context.split("x")', { a: 1 })).toMatch(/is an object/)
  })

  test('list only the names that still exist', () => {
    expect(hintOf('const kept = 1, gone = 2; delete globalThis.gone; other')).toBe('There are: context, kept.')
    expect(hintOf('delete globalThis.context; other')).toBe('There are no variables.')
  })

  test('take no short name for another', () => {
    expect(hintOf('const a = 1; b')).toBe('There are: context, a.')
  })

  test('are left out where nothing is known', () => {
    expect(hintOf('throw new Error("mine")')).toBeUndefined()
  })
})

describe('notes on what did not fail', () => {
  const PROMISE = 'A promise was printed instead of its value: `await` it first.'

  test.each(['`${o.f()}`', 'print("" + o.f())', 'print([o.f(), o.f()].join())', '"v: ".concat(o.f())'])(
    'tell of a promise in %s',
    (expression) => {
      expect(openTestRepl().run(`const o = { f: async () => 1 }; ${expression}`).notes).toEqual([PROMISE])
    },
  )

  test('tell how to count the keys of a context that is an object', () => {
    const noteOf = (context: unknown): string[] => openTestRepl({ context }).run('print(context.length)').notes
    expect(noteOf({ a: 1 })).toEqual(['`context` is an object: Object.keys(context).length is the number of its keys.'])
    expect(noteOf('text')).toEqual([])
  })
})
