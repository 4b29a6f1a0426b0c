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
    ["s = f'{x}'", /f-string/],
    ['x = 1 #comment', /\/\/ in JavaScript/],
    ['const xs = [] # none', /\/\/ in JavaScript/],
    ['function f() { yield 5 }', /generator/],
    ['yield 5', /generator/],
    ['print(7 // 2)', /Math\.floor/],
    ['const mid = xs[xs.length // 2]\nprint(mid)', /Math\.floor/],
    ['const m = Math.max(a // 2, 3)\n\nprint(m)', /Math\.floor/],
    ['for (let i = 0; i < n // 2; i++) {\n  print(i)\n}', /Math\.floor/],
  ])('%j', (source, hint) => {
    expect(hintOf(source)).toMatch(hint)
  })

  test.each(['const o = { // note, a\n  b c }', 'f(x, // the last one (see above)\n  y z)'])(
    'take no comment for a division: %j',
    (source) => {
      expect(hintOf(source)).toBeUndefined()
    },
  )
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
    ['False', /use false/],
    ['None', /use null/],
    ['for (const i of range(3)) print(i)', /Array\.from/],
    ['"{} x".format(1)', /template literal/],
    ['const xs = []; xs.append(1)', /push\(x\)/],
    ['yield(5)', /generator/],
    ['const { a } = {}.b', /\(intermediate value\)\.b|default/],
    ['const { a } = context.info', /context\.info \?\? \{\}/],
    ['for (const [k, v] of { a: 1 }) {}', /Object\.entries/],
    ['const [a] = "x".match(/y/)', /\?\? \[\]/],
    ['JSON.parse("```json")', /fences/],
    ['JSON.parse("{")', /fences/],
  ])('%j', (source, hint) => {
    expect(hintOf(source)).toMatch(hint)
  })

  test.each([
    ['const o = {}; o.a.b', '`o.a` is undefined. Test it first, or write o.a?.b.'],
    ['const o = {}\nprint(o\n  .a\n  .b)', '`o.a` is undefined. Test it first, or write o.a?.b.'],
    ['const o = {}; o.a.b = 1', '`o.a` is undefined. Test it first, or write o.a ??= {}.'],
    ['const o = { f() { return this.x.y } }; o.f()', '`this.x` is undefined. Test it first, or write this.x?.y.'],
    [
      'const xs = []; xs[3].name',
      '`xs[3]` is undefined: there is no such element or key. Test it first, or write xs[3]?.name.',
    ],
    [
      '[].find(x => x === ")").id',
      '`[].find(x => x === ")")` is undefined: find() gives undefined where there is nothing. Test it first, or write [].find(x => x === ")")?.id.',
    ],
    [
      '"a".match(/b/)[1]',
      '`"a".match(/b/)` is null: match() gives null where there is nothing. Test it first, or write "a".match(/b/)?.[1].',
    ],
    [
      'const m = /b/.exec("a")\nm[1]',
      '`m` is null: match() and exec() give null where nothing matches. Test it first, or write m?.[1].',
    ],
    [
      'let v; v.map(x => x)',
      '`v` is undefined: find(), a missing element and a missing key give undefined. Test it first, or write v?.map.',
    ],
    ['context.items.map(x => x)', '`context.items` is undefined: `context` is a string.'],
  ])('name what was missing in %j', (source, hint) => {
    expect(hintOf(source)).toBe(hint)
  })

  test('name what was missing in a row of the context', () => {
    expect(hintOf('context[5].id', [{ id: 1 }])).toMatch(/^`context\[5\]` is undefined: there is no such element/)
    expect(hintOf('context.rows.length', [{ id: 1 }])).toBe('`context.rows` is undefined: `context` is an array.')
  })

  test('name nothing that is missing elsewhere', () => {
    const repl = openTestRepl()
    repl.run('function f(o) { return o.x.y }')
    expect(repl.run('f({})').error?.hint).toBe('What stands before `y` is undefined: look at it with print first.')
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

  test.each(['print("%d of 5" % 3)', 'print(`a` % (1 + 2))', '"%s" % context'])(
    'tell of formatting in %s',
    (source) => {
      expect(openTestRepl({ context: 'x' }).run(source).notes).toEqual([
        '`text % value` is NaN in JavaScript: write `text ${value}` in backticks.',
      ])
    },
  )

  test('tell of no formatting where a remainder is meant', () => {
    expect(openTestRepl().run('print("12" % 5, NaN === NaN)').notes).toEqual([])
  })

  test('tell how to count the keys of a context that is an object', () => {
    const noteOf = (context: unknown): string[] => openTestRepl({ context }).run('print(context.length)').notes
    expect(noteOf({ a: 1 })).toEqual(['`context` is an object: Object.keys(context).length is the number of its keys.'])
    expect(noteOf('text')).toEqual([])
  })
})
