import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { block } from '../support/script.ts'
import { at, final, openProgram, type Program, startModel } from './program.ts'

let program: Program
let trajectory: string

const usage = { prompt_tokens: 1000, completion_tokens: 100, cost: 0.25 }

beforeAll(async () => {
  program = await openProgram()
  await using model = await startModel(
    [
      { text: block('print(context.length)'), usage },
      { text: final('llm_query("hi")'), usage },
    ],
    () => ({ text: 'hello', usage: { ...usage, cost: 0.5 } }),
  )
  const context = await program.file('context.txt', 'some context')
  await program.run(['ask', 'What?', '-c', context, '-q', '--log', 'runs', ...at(model)])
  const [name = ''] = await readdir(join(program.directory, 'runs'))
  trajectory = join('runs', name)
})

afterAll(() => program[Symbol.asyncDispose]())

describe('rlm cost', () => {
  it('tells what runs that were recorded have cost, by run, by model and by depth', async () => {
    const { code, stdout, stderr } = await program.run(['cost', trajectory])
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    const numbers = (line: string): string => line.replaceAll(/ +/g, ' ')
    expect(stdout.split('\n').map(numbers)).toEqual([
      'run calls tokens in tokens out cost',
      `${trajectory} 3 3,000 300 $1.0000`,
      '',
      'model calls tokens in tokens out cost',
      'root-model 2 2,000 200 $0.5000',
      'sub-model 1 1,000 100 $0.5000',
      '',
      'depth calls tokens in tokens out cost',
      '0 2 2,000 200 $0.5000',
      '1 1 1,000 100 $0.5000',
      '',
    ])
  })

  it('counts what there is of a run that was cut off, and says so', async () => {
    const whole = await readFile(join(program.directory, trajectory), 'utf8')
    await program.file('cut.jsonl', whole.split('\n').slice(0, -4).join('\n'))
    const { code, stdout, stderr } = await program.run(['cost', trajectory, 'cut.jsonl'])
    expect(code).toBe(0)
    expect(stdout).toMatch(/^cut\.jsonl +\d/m)
    expect(stderr).toContain('cut.jsonl: the run did not come to its end')
  })

  it('of a file that is no trajectory says so, and ends with 1', async () => {
    await program.file('other.jsonl', '{"a":1}\n')
    const { code, stdout, stderr } = await program.run(['cost', 'other.jsonl'])
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
    expect(stderr).toMatch(/^rlm: .*trajectory/)
  })
})

describe('rlm export', () => {
  const run = (...flags: string[]) => program.run(['export', trajectory, ...flags])
  const lines = (text: string) =>
    text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as unknown)

  it('makes a chat of a run to fine-tune on', async () => {
    const { code, stdout } = await run('--format', 'openai')
    expect(code).toBe(0)
    const last = { role: 'assistant', content: final('llm_query("hi")') }
    expect(lines(stdout)).toEqual([{ messages: expect.arrayContaining([last]) as unknown }])
  })

  it('makes a prompt and a completion of each turn', async () => {
    const { stdout } = await run('--format', 'trl')
    const completion = (content: string) => ({
      prompt: expect.any(Array) as unknown,
      completion: [{ role: 'assistant', content }],
    })
    expect(lines(stdout)).toEqual([block('print(context.length)'), final('llm_query("hi")')].map(completion))
  })

  it('writes a log of the Python package into a file', async () => {
    const { code, stdout } = await run('--format', 'rlms', '-o', 'rlms.jsonl')
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' })
    const written = await readFile(join(program.directory, 'rlms.jsonl'), 'utf8')
    expect(lines(written)[0]).toMatchObject({ type: 'metadata', root_model: 'root-model' })
    expect(written.endsWith('}\n')).toBe(true)
  })

  it.each([
    ['without a format', [], '--format <name>'],
    ['for a format that there is not', ['--format', 'csv'], 'Allowed choices are openai, trl, rlms'],
    [
      'for a place that cannot be written',
      ['--format', 'trl', '-o', 'nowhere/out.jsonl'],
      'must be a file that can be written',
    ],
  ])('%s ends with 2', async (_, flags, expected) => {
    const { code, stdout, stderr } = await run(...flags)
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toContain(expected)
  })
})
