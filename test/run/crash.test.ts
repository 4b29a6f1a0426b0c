import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { limitFunction } from 'p-limit'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bundleProgram } from '../support/bundle-program.ts'
import { type ChatRequest, type ChatServer, startChatServer } from '../support/chat-server.ts'
import { block } from '../support/script.ts'

/** What the program makes: three turns of the root, four plain calls, and two nested runs of two turns and a call each. */
const CALLS = 13
const NESTED = ['nested red', 'nested blue']

const ROOT_TURNS = [
  `const drawn = 'draw ' + Math.random() + ' at ' + Date.now()
const calls = ['plain 1', 'plain 2', drawn].map((prompt) => llm_query_async(prompt, { recursive: false }))
const first = await Promise.race(calls)
const plain = await Promise.all(calls)
print(first, plain)`,
  `const again = llm_query('after ' + first, { recursive: false })
const nested = await Promise.all(['red', 'blue'].map((color) => rlm_query('nested ' + color, 'about ' + color)))
print(again, nested)`,
  `FINAL({ first, plain, nested })`,
]

const NESTED_TURNS = [`const inner = llm_query('inner ' + context)\nprint(inner)`, `FINAL(inner + '!')`]

let directory: string
let program: string
let server: ChatServer

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'rlm-crash-'))
  program = await bundleProgram(new URL('crash-program.ts', import.meta.url), directory)
  server = await startChatServer(reply)
}, 60_000)

afterAll(async () => {
  await server.close()
  await rm(directory, { recursive: true })
})

/** Answers by content alone, each call a while after it came; which of them is first differs from run to run. */
async function reply({ body: { messages } }: ChatRequest) {
  await setTimeout(Math.random() * 8)
  const [first, second] = messages
  const turn = (messages.length - 2) / 2
  if (first?.role !== 'system') return { text: `A(${first?.content})`, pieces: [`A(${first?.content})`] }
  const isNested = NESTED.some((query) => second?.content.startsWith(`Query: ${query}`))
  const text = block((isNested ? NESTED_TURNS : ROOT_TURNS)[turn] ?? '')
  return { text, pieces: [text] }
}

interface Ended {
  isKilled: boolean
  output: Output | undefined
}

interface Output {
  value: { first: string; plain: string[]; nested: string[] }
  events: number
  replayedCalls: number
}

async function runProgram(mode: 'run' | 'resume', name: string, killAt = 0): Promise<Ended> {
  const child = spawn(process.execPath, [program, mode, server.url, `${mode}-${name}`, journalOf(name), String(killAt)])
  const texts = { stdout: '', stderr: '' }
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream].setEncoding('utf8').on('data', (text: string) => (texts[stream] += text))
  }
  const [code, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null]
  if (code !== 0 && signal !== 'SIGKILL') throw new Error(`The program failed: ${texts.stderr}`)
  return { isKilled: signal === 'SIGKILL', output: texts.stdout === '' ? undefined : JSON.parse(texts.stdout) }
}

function journalOf(name: string): string {
  return join(directory, `${name}.jsonl`)
}

/** Prompts that the endpoint was sent, and so was paid for, by the first host of a run or by those that resumed it. */
function paidBy(mode: 'run' | 'resume', name: string): string[] {
  const mine = server.requests.filter(({ headers }) => headers.authorization === `Bearer ${mode}-${name}`)
  return mine.map(({ body }) => JSON.stringify(body.messages))
}

/** Calls whose replies a journal holds, whole or in part; its last line may be torn. */
async function recordedIn(name: string): Promise<number> {
  const text = await readFile(journalOf(name), 'utf8').catch(() => '')
  const lines = text.split('\n').filter((line) => line.startsWith('{"type":"reply"') && line.endsWith('}'))
  return new Set(lines.map((line) => (JSON.parse(line) as { key: string }).key)).size
}

/** What is wrong with a run that was killed at an event and resumed. */
async function faultsOfCrash(killAt: number): Promise<string[]> {
  const name = `killed-at-${killAt}`
  await runProgram('run', name, killAt)
  const recorded = await recordedIn(name)
  // Before the first line of its journal is written, a run has paid for nothing.
  const hasJournal = await readFile(journalOf(name)).then(
    (bytes) => bytes.length > 0,
    () => false,
  )
  const { output } = await runProgram(hasJournal ? 'resume' : 'run', name)
  const paid = paidBy('resume', name)
  const faults: string[] = []
  if (output === undefined) return [`${name}: no answer`]
  if (hasJournal && paid.length !== CALLS - recorded) {
    faults.push(`${recorded} of ${CALLS} calls were recorded, and ${paid.length} paid for after the crash`)
  }
  if (output.replayedCalls !== recorded) faults.push(`${output.replayedCalls} of ${recorded} recorded calls were used`)
  // A prompt that was in flight may be another the second time, as the random number in it was not recorded yet.
  const [first, inFlight] = [paidBy('run', name), paidBy('run', name).length - recorded]
  const different = new Set([...first, ...paid]).size
  if (different < CALLS || different > CALLS + inFlight)
    faults.push(`${different} different calls, ${inFlight} in flight`)
  return [...faults, ...faultsOfAnswer(output)].map((fault) => `${name}: ${fault}`)
}

function faultsOfAnswer({ value: { first, plain, nested } }: Output): string[] {
  const isRight =
    plain.slice(0, 2).join() === 'A(plain 1),A(plain 2)' &&
    /^A\(draw 0\.\d+ at \d+\)$/.test(plain[2] ?? '') &&
    plain.includes(first) &&
    nested.join() === 'A(inner about red)!,A(inner about blue)!'
  return isRight ? [] : [`the answer is ${JSON.stringify({ first, plain, nested })}`]
}

describe('a run whose host is killed', () => {
  it('at any of its events is resumed to the same answer, and pays again for nothing but what was in flight', async () => {
    const { output } = await runProgram('run', 'never-killed')
    expect(faultsOfAnswer(output as Output)).toEqual([])
    expect(paidBy('run', 'never-killed')).toHaveLength(CALLS)
    const two = limitFunction(faultsOfCrash, { concurrency: 2 })
    const points = Array.from({ length: (output as Output).events }, (_, index) => index + 1)
    const faults = await Promise.all(points.map((killAt) => two(killAt)))
    expect(faults.flat()).toEqual([])
  }, 400_000)

  it('again and again gets to its end all the same', async () => {
    const name = 'killed-often'
    let { isKilled, output } = await runProgram('run', name, 25)
    for (let killAt = 30; isKilled; killAt += 25) ({ isKilled, output } = await runProgram('resume', name, killAt))
    expect(faultsOfAnswer(output as Output)).toEqual([])
    expect(new Set([...paidBy('run', name), ...paidBy('resume', name)]).size).toBe(CALLS)
  }, 60_000)

  it('and is resumed when it had already ended pays for nothing', async () => {
    const name = 'ended'
    const first = await runProgram('run', name)
    const again = await runProgram('resume', name)
    expect(again.output?.value).toEqual(first.output?.value)
    expect(paidBy('run', name)).toHaveLength(CALLS)
    expect(paidBy('resume', name)).toEqual([])
  }, 60_000)
})
