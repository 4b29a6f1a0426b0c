import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { block } from '../support/script.ts'
import { at, final, openProgram, type Program, startModel } from './program.ts'

let program: Program

beforeAll(async () => {
  program = await openProgram()
})

afterAll(() => program[Symbol.asyncDispose]())

const lines = (text: string): unknown[] =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown)

describe('rlm ask', () => {
  it('prints the answer alone on stdout, and an account of the run with its cost on stderr', async () => {
    await using model = await startModel([final('context.length')])
    const file = await program.file('plain.txt', 'twelve chars')
    const { code, stdout, stderr } = await program.run(['ask', 'How long?', '-c', file, ...at(model)])
    expect({ code, stdout }).toEqual({ code: 0, stdout: '12\n' })
    expect(stderr).toMatch(
      /── RLM \(root-model\): How long\?[^]*── final · 1 calls · \d+ tokens · cost unknown · [\d.]+ s\n$/,
    )
  })

  it('says nothing on stderr with --quiet', async () => {
    await using model = await startModel([final('context')])
    expect(await program.run(['ask', 'Quiet?', '-q', ...at(model)])).toEqual({
      code: 0,
      stdout: 'Quiet?\n',
      stderr: '',
    })
  })

  it.each([
    ['the text of one file', ['a.txt'], '"alpha"'],
    ['the value of a JSON file', ['b.json'], '{"b":[1,2]}'],
    ['the values of a JSON Lines file', ['c.jsonl'], '[1,{"c":2}]'],
    [
      'an array of several files',
      ['a.txt', 'b.json'],
      '[{"path":"a.txt","text":"alpha"},{"path":"b.json","value":{"b":[1,2]}}]',
    ],
    ['what is piped in, for -', ['-'], '"piped"'],
    ['files and stdin', ['a.txt', '-'], '[{"path":"a.txt","text":"alpha"},{"path":"-","text":"piped"}]'],
  ])('takes %s as the context', async (_, files, expected) => {
    await using model = await startModel([final('JSON.stringify(context)')])
    await program.file('a.txt', 'alpha')
    await program.file('b.json', '{"b": [1, 2]}')
    await program.file('c.jsonl', '1\n\n{"c": 2}\n')
    const { code, stdout } = await program.run(['ask', 'What?', '-c', ...files, ...at(model)], { stdin: 'piped' })
    expect({ code, stdout }).toEqual({ code: 0, stdout: `${expected}\n` })
  })

  it.each([
    ['what is piped in', ['ask', 'What?'], 'piped', 'piped'],
    ['stdin for a lone -', ['ask', 'What?', '-'], 'piped', 'piped'],
    ['stdin for - in place of the question', ['ask', '-'], 'piped', 'piped'],
    [
      'the question itself, where nothing is piped in',
      ['ask', 'What is one and one?'],
      undefined,
      'What is one and one?',
    ],
    ['the question itself, where the pipe is empty', ['ask', 'What is one and one?'], '', 'What is one and one?'],
  ])('without -c takes %s', async (_, command, stdin, expected) => {
    await using model = await startModel([final('context')])
    const { code, stdout } = await program.run([...command, ...at(model)], stdin === undefined ? {} : { stdin })
    expect({ code, stdout }).toEqual({ code: 0, stdout: `${expected}\n` })
  })

  it('hands --max-depth, --max-iterations and --prompt to the library', async () => {
    await using model = await startModel([block('1'), 'The last word.'])
    const prompt = await program.file('prompt.txt', 'You are a very unusual root.')
    const limits = ['--max-depth', '0', '--max-iterations', '1', '--prompt', prompt]
    const { code, stdout } = await program.run(['ask', 'What?', ...limits, ...at(model)])
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'The last word.\n' })
    const [system] = model.requests[0]?.body.messages ?? []
    expect(system?.content).toContain('You are a very unusual root.')
    expect(model.requests).toHaveLength(2)
  })

  it('prints JSON that fits the --schema', async () => {
    await using model = await startModel([final('{ names: ["Ada"] }')])
    const schema = await program.file(
      'schema.json',
      '{"type":"object","properties":{"names":{"type":"array","items":{"type":"string"}}},"required":["names"]}',
    )
    const { code, stdout } = await program.run(['ask', 'Who?', '--schema', schema, ...at(model)])
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toEqual({ names: ['Ada'] })
  })

  it('prints one object with --json', async () => {
    await using model = await startModel([final('llm_query("hi")')])
    const { code, stdout } = await program.run(['ask', 'What?', '--json', ...at(model)])
    expect(code).toBe(0)
    expect(lines(stdout)).toEqual([
      expect.objectContaining({ answer: 'A(hi)', value: 'A(hi)', stopReason: 'final', iterations: 1 }),
    ])
    expect(JSON.parse(stdout)).toMatchObject({ usage: { totalCalls: 2 } })
  })

  it('prints every event as a line with --stream-json, and the result as the last', async () => {
    await using model = await startModel([final('"one\\ntwo"')])
    const { code, stdout } = await program.run(['ask', 'What?', '--stream-json', ...at(model)])
    expect(code).toBe(0)
    const events = lines(stdout) as { type: string }[]
    expect(events[0]).toMatchObject({ type: 'run-start' })
    expect(events.map(({ type }) => type)).toContain('block-end')
    expect(events.at(-1)).toMatchObject({ type: 'result', answer: 'one\ntwo' })
  })

  it('goes on with a --journal by --resume, and pays for nothing twice', async () => {
    await using model = await startModel([block('const answer = llm_query("hi")'), { status: 401 }, final('answer')])
    const flags = ['-c', await program.file('resumed.txt', 'some context'), ...at(model)]
    const first = await program.run(['ask', 'What?', '--journal', 'run.journal', ...flags])
    expect(first).toMatchObject({ code: 1, stdout: '' })
    expect(await readFile(join(program.directory, 'run.journal'), 'utf8')).toContain('A(hi)')
    const second = await program.run(['ask', '--resume', 'run.journal', ...flags])
    expect(second).toMatchObject({ code: 0, stdout: 'A(hi)\n' })
    expect(model.requests.filter(({ body }) => body.model === 'sub-model')).toHaveLength(1)
  })

  it('reads .env, where the environment does not say otherwise', async () => {
    await using model = await startModel([final('"from .env"')])
    await using other = await startModel([final('"from the environment"')])
    await program.file('.env', `OPENAI_BASE_URL=${model.url}\nRLM_MODEL=root-model\n`)
    const read = await program.run(['ask', 'What?', '-q'])
    const told = await program.run(['ask', 'What?', '-q'], { env: { OPENAI_BASE_URL: other.url } })
    await rm(join(program.directory, '.env'))
    expect(read).toEqual({ code: 0, stdout: 'from .env\n', stderr: '' })
    expect(told).toEqual({ code: 0, stdout: 'from the environment\n', stderr: '' })
  })
})
