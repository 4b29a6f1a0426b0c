import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { block } from '../support/script.ts'
import { at, final, openProgram, type Program, startModel } from './program.ts'

const NEVER = { text: 'never', holdHeaders: new Promise<never>(() => undefined) }

let program: Program

beforeAll(async () => {
  program = await openProgram()
})

afterAll(() => program[Symbol.asyncDispose]())

describe('a wrong command line ends with 2', () => {
  it.each<[string, string[], string]>([
    ['an unknown command', ['aks'], "unknown command 'aks'"],
    ['an unknown flag', ['ask', 'q', '--modle', 'm'], "unknown option '--modle'"],
    ['a number that is none', ['ask', 'q', '--max-depth', 'deep'], 'It must be an integer of at least 0.'],
    ['a cost of nothing', ['ask', 'q', '--max-cost', '0'], 'It must be a number above 0, in US dollars.'],
    ['two formats', ['ask', 'q', '--json', '--stream-json'], 'cannot be used with'],
    [
      'a journal to write and one to go on with',
      ['ask', 'q', '--journal', 'a', '--resume', 'b'],
      'cannot be used with',
    ],
    ['a question without quotes', ['ask', 'who', 'signed', 'it?'], 'received 3, the second being "signed".'],
    ['an endpoint that is none', ['ask', 'q', '--base-url', 'localhost'], 'It must be an http or https URL.'],
    ['neither question nor context', ['ask'], 'A question or a context must be given; received neither.'],
    ['a file that is not there', ['ask', 'q', '-c', 'nowhere.txt'], '"nowhere.txt": there is no such file'],
    ['a directory', ['ask', 'q', '-c', 'directory'], '"directory": it is a directory'],
    ['a binary file', ['ask', 'q', '-c', 'binary'], 'received "binary", which holds NUL bytes'],
    ['a file in another encoding', ['ask', 'q', '-c', 'latin1.txt'], 'received "latin1.txt", which is not valid UTF-8'],
    ['an empty file', ['ask', 'q', '-c', 'empty.txt'], '--context must not be empty; received "empty.txt"'],
    ['broken JSON', ['ask', 'q', '-c', 'broken.json'], 'rename it to .txt'],
    ['stdin twice', ['ask', 'q', '-c', '-', '-'], 'must name stdin (`-`) once'],
    ['a prompt that is not there', ['ask', 'q', '--prompt', 'nowhere.txt'], '--prompt must name a file'],
    ['a schema that is none', ['ask', 'q', '--schema', 'broken.json'], '--schema must name a file with a JSON Schema'],
    ['a schema that is a list', ['ask', 'q', '--schema', 'list.json'], 'it is not an object'],
    ['a price that is unknown', ['ask', 'q', '--max-cost', '1'], 'must have a known price'],
    ['an unknown example', ['demo', 'haystack'], 'must be one of simple, needle'],
  ])('%s', async (_, command, expected) => {
    await mkdir(join(program.directory, 'directory'), { recursive: true })
    await program.file('binary', Uint8Array.of(80, 75, 0, 1))
    await program.file('latin1.txt', Uint8Array.of(0x67, 0xfc, 0x6e))
    await program.file('empty.txt', '\n')
    await program.file('broken.json', '{"a":')
    await program.file('list.json', '[1]')
    const env = { OPENAI_API_KEY: 'sk-test', OPENAI_BASE_URL: 'http://127.0.0.1:9', RLM_MODEL: 'unheard-of' }
    const { code, stdout, stderr } = await program.run(command, { env })
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toContain(expected)
    expect(stderr).toMatch(/^rlm: /)
    expect(stderr).not.toMatch(/^\s+at /m)
  })

  it('and says whose help to read', async () => {
    expect((await program.run(['ask', '--modle'])).stderr).toMatch(/\nSee `rlm ask --help`\.\n$/)
    expect((await program.run(['aks'])).stderr).toMatch(/\nSee `rlm --help`\.\n$/)
  })

  it('without a key it tells the three ways to get going', async () => {
    const { code, stdout, stderr } = await program.run(['ask', 'What?'])
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toMatch(
      /1\. A key: +export OPENAI_API_KEY=[^]*2\. A server: [^]*--base-url[^]*3\. Neither: +rlm demo/,
    )
  })
})

describe('help ends with 0', () => {
  it.each([
    ['nothing', [], 'Commands:'],
    ['--help', ['--help'], 'Commands:'],
    ['ask --help', ['ask', '--help'], 'Examples:'],
    ['demo --help', ['demo', '--help'], 'Examples:'],
    ['--version', ['--version'], '0.1.0\n'],
  ])('after %s', async (_, command, expected) => {
    const { code, stdout, stderr } = await program.run(command)
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toContain(expected)
  })
})

describe('a failed run ends with 1', () => {
  it('and its message, on stderr alone', async () => {
    await using model = await startModel([{ status: 401, body: { error: { message: 'wrong key' } } }])
    const { code, stdout, stderr } = await program.run(['ask', 'What?', '-q', ...at(model)])
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
    expect(stderr).toMatch(/^rlm: .*wrong key/)
  })

  it.each([
    ['--json', { error: { code: 'authentication' } }],
    ['--stream-json', { type: 'error', error: { code: 'authentication' } }],
  ])('and with %s a last line that says so', async (flag, expected) => {
    await using model = await startModel([block('1'), { status: 401 }])
    const { code, stdout } = await program.run(['ask', 'What?', '-q', flag, ...at(model)])
    expect(code).toBe(1)
    const last = JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '') as object
    expect(last).toMatchObject({ ...expected, usage: { totalCalls: 1 } })
  })
})

describe('a limit that was reached ends with 3', () => {
  it('and the message, where there is no answer', async () => {
    await using model = await startModel([final('context')])
    const env = { OPENAI_API_KEY: 'sk-test', OPENAI_BASE_URL: model.url }
    const { code, stdout, stderr } = await program.run(['ask', 'What?', '-q', '--max-cost', '0.000001'], { env })
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' })
    expect(stderr).toContain('costUsd')
    expect(model.requests).toHaveLength(0)
  })

  it('with the answer of the forced last turn on stdout', async () => {
    const usage = { prompt_tokens: 10, completion_tokens: 10, cost: 0.8 }
    await using model = await startModel([], ({ index }) => (index === 0 ? { text: block('1'), usage } : 'About one.'))
    const flags = ['--base-url', model.url, '--model', 'gpt-5.4', '--max-cost', '1']
    const { code, stdout } = await program.run(['ask', 'What?', '-q', ...flags])
    expect({ code, stdout }).toEqual({ code: 3, stdout: 'About one.\n' })
  })
})

describe('a signal', () => {
  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('%s ends the run with %i, and tells the best answer so far', async (signal, code) => {
    await using model = await startModel(['Perhaps it is seven.\n' + block('context.length'), NEVER])
    const running = program.start(['ask', 'What?', ...at(model)])
    const waiting = await model.arrival(1)
    running.kill(signal)
    const { code: ended, stdout, stderr } = await running.ended
    expect({ code: ended, stdout }).toEqual({ code, stdout: '' })
    expect(stderr).toMatch(/\nInterrupted\.\nThe best answer so far:\nPerhaps it is seven\./)
    expect(await waiting.ended).toBe('disconnected')
  })
})

describe('a reader that leaves', () => {
  it('ends the run without a word', async () => {
    await using model = await startModel([block('print(1)'), NEVER])
    const running = program.start(['ask', 'What?', '--stream-json', '-q', ...at(model)])
    running.leave()
    const { code, stderr } = await running.ended
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  })
})
