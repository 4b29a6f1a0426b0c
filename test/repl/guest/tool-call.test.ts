import { describe, expect, test } from 'vitest'
import type { SubCallRequest } from '../../../src/sandbox/sandbox.ts'
import { openTestRepl, type TestRepl } from '../in-process.ts'

const TOOLS = ['get_weather', 'save']

/** A REPL whose tools give what `answer` says, and the requests that they get. */
function open(answer: (json: string) => string = (json) => json): TestRepl & { requests: SubCallRequest[] } {
  const requests: SubCallRequest[] = []
  const model = (prompt: string, request: SubCallRequest): string => {
    requests.push(request)
    return request.kind === 'tool' ? answer(prompt) : `A(${prompt})`
  }
  return { ...openTestRepl({ model, tools: TOOLS }), requests }
}

describe('a tool is sent its argument as JSON text', () => {
  test.each([
    ['get_weather({ city: "Paris", days: [1] })', '{"city":"Paris","days":[1]}'],
    ['get_weather("Paris")', '"Paris"'],
    ['get_weather(5)', '5'],
    ['get_weather(null)', 'null'],
    ['get_weather([])', '[]'],
    ['get_weather()', ''],
    ['get_weather(undefined)', ''],
    ['get_weather({ at: new Date(0), left: undefined })', '{"at":"1970-01-01T00:00:00.000Z"}'],
    ['get_weather(Object.create(null, { a: { value: 1, enumerable: true } }))', '{"a":1}'],
    ['await get_weather({ a: 1 })', '{"a":1}'],
  ])('%s', (source, prompt) => {
    const repl = open()
    expect(repl.run(source).error).toBeUndefined()
    expect(repl.requests).toEqual([{ kind: 'tool', tool: 'get_weather', prompt }])
  })
})

describe('a tool gives what it returned', () => {
  test.each([
    ['{"c":[1,null]}', '{ c: [ 1, null ] }'],
    ['"text"', "'text'"],
    ['0', '0'],
    ['null', 'null'],
    ['', undefined],
    ['{"__proto__":{"polluted":1}}', '{ __proto__: { polluted: 1 } }'],
  ])('%s', (answer, result) => {
    const repl = open(() => answer)
    expect(repl.run('get_weather()')).toMatchObject({ result, error: undefined })
    expect(repl.run('await get_weather()')).toMatchObject({ result, error: undefined })
    expect(repl.run('({}).polluted')).toMatchObject({ result: undefined })
  })

  test.each([
    'get_weather({ a: 1 })',
    'await get_weather({ a: 1 })',
    '(await Promise.all([get_weather({ a: 1 })]))[0]',
  ])('%s, read with the JSON that no block has patched', (source) => {
    const repl = open()
    repl.run('JSON.parse = JSON.stringify = () => "forged"; Object.prototype.value = Array.prototype[0] = "forged"')
    expect(repl.run(`(${source}).a`).result).toBe('1')
  })
})

describe('misuse is a TypeError before anything is sent', () => {
  test.each([
    ['get_weather(() => 1)', /received a function/],
    ['get_weather({ then: { go() {} } })', /`go` is a function/],
    ['get_weather({ n: 5n })', /`n` is a BigInt.*Number\(x\)/],
    ['get_weather(Symbol("s"))', /a symbol/],
    ['get_weather({ mean: 0 / 0 })', /`mean` is NaN/],
    ['get_weather(llm_query_async("a"))', /a promise. Await it first/],
    ['get_weather({ rows: new Map() })', /`rows` is a Map.*fromEntries/],
    ['get_weather([new Set()])', /`0` is a Set/],
    ['const c = {}; c.c = c; get_weather(c)', /goes in circles/],
    ['get_weather({ get a() { throw new Error("no") } })', /cannot be read/],
    ['get_weather("Paris", "C")', /takes one argument.*get_weather\(\{ … \}\)/],
    ['get_weather("Paris", 2)', /takes one argument/],
  ])('%s', (source, message) => {
    const repl = open()
    const { error } = repl.run(source)
    expect(error).toMatchObject({ name: 'TypeError', line: 1 })
    expect(error?.message).toMatch(message)
    expect(repl.requests.filter(({ kind }) => kind === 'tool')).toEqual([])
  })
})

describe('a failure of a tool', () => {
  const failing = (): TestRepl =>
    open(() => {
      throw new Error('no such city')
    })

  test.each(['const a = 1\nget_weather()', 'const a = 1\nawait get_weather()'])('points at the call: %j', (source) => {
    expect(failing().run(source).error).toMatchObject({ name: 'Error', message: 'no such city', line: 2 })
  })

  test('can be caught', () => {
    expect(failing().run('let m; try { save(1) } catch (e) { m = e.message }\nm').result).toBe("'no such city'")
  })

  test.each(['save()', 'await save()'])('%s: an answer that is not JSON is one', (source) => {
    expect(open(() => '{').run(source).error).toMatchObject({
      name: 'Error',
      message: expect.stringContaining('save expects JSON') as string,
    })
  })
})

describe('the name of a tool', () => {
  test('is restored where a block has taken it, and the model is told', () => {
    const repl = open()
    expect(repl.run('save = 1').notes).toEqual(['save: reserved, and restored for the next block.'])
    expect(repl.run('function save() { return 5 }\nsave()').result).toBe('5')
    expect(repl.run('const save = 6; save').result).toBe('6')
    expect(repl.run('save(7)').result).toBe('7')
  })

  test('is offered for one that does not exist', () => {
    expect(open().run('get_wether()').error?.hint).toContain('Did you mean `get_weather`?')
  })

  test('is no variable', () => {
    const { names, variables } = open().run('SHOW_VARS()')
    expect([names, variables]).toEqual([[], []])
  })

  test('cannot be loaded over', () => {
    expect(() => open().load('save', 'x')).toThrow('belongs to the REPL')
  })

  test('means nothing in a REPL without it', () => {
    expect(openTestRepl().run('typeof save').result).toBe("'undefined'")
    expect(openTestRepl().run('const save = 5').notes).toEqual([])
  })
})
