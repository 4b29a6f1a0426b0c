import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { RLM, RLMError } from '../../src/index.ts'
import { temporaryDirectory } from '../storage/temporary-directory.ts'
import { startChatServer } from '../support/chat-server.ts'
import { faultsOf } from '../support/event-tree.ts'
import { recorder } from '../support/script.ts'
import { type Asked, modelsOf, noteTool, type Program, programs } from './interrupted-programs.ts'

const CONTEXT = 'the context of a run that is aborted'
const QUERY = 'What did you see?'

interface Recorded {
  replies: string[]
  keys: Set<string>
}

async function recordedIn(journal: string): Promise<Recorded> {
  const lines = (await readFile(journal, 'utf8').catch(() => '')).split('\n').filter((line) => line !== '')
  const replies = lines.map((line) => JSON.parse(line)).filter(({ type }) => type === 'reply')
  return { replies: replies.map(({ key }) => key), keys: new Set(replies.map(({ key }) => key)) }
}

/** Everything that is wrong with a program that is aborted at events and resumed until it ends. */
async function faultsOfProgram(program: Program, cuts: readonly number[], dedupe: boolean): Promise<string[]> {
  const journal = join(temporaryDirectory(), 'run.jsonl')
  const asked: Asked = { prompts: [], notes: [] }
  await using server = await startChatServer(modelsOf(program, asked))
  const models = { model: 'root-model', recursiveModel: 'sub-model' }
  const tools = { note: noteTool(asked) }
  const rlm = new RLM({
    apiKey: 'sk-test',
    baseURL: server.url,
    ...models,
    maxDepth: 2,
    tools,
    dedupe,
    limits: { calls: 500 },
  })
  const faults: string[] = []
  const go = async (isFirst: boolean, cut: number): Promise<string | undefined> => {
    const abort = new AbortController()
    const { events, onEvent, of } = recorder()
    const options = {
      signal: abort.signal,
      onEvent: (event: Parameters<typeof onEvent>[0]) => {
        onEvent(event)
        if (events.length === cut) abort.abort()
      },
    }
    try {
      const { answer } = isFirst
        ? await rlm.run(CONTEXT, QUERY, { ...options, journal })
        : await rlm.resume(journal, { ...options, context: CONTEXT })
      return answer
    } catch (error) {
      if (!(error instanceof RLMError) || error.code !== 'aborted') throw error
      return undefined
    } finally {
      faults.push(...faultsOf(events), ...of('replay-divergence').map(({ message }) => message))
    }
  }
  let answer = await go(true, cuts[0] ?? 0)
  for (const cut of [...cuts.slice(1), 0]) {
    const { replies, keys } = await recordedIn(journal)
    if (replies.length !== keys.size) faults.push('a call is recorded twice')
    answer = await go(false, cut)
  }
  const before = { ...asked, prompts: [...asked.prompts], notes: [...asked.notes] }
  const again = await go(false, 0)
  if (again !== answer || answer === undefined) faults.push(`${again} instead of ${answer}`)
  // What was in flight at a cut may be asked for again, but nothing after the end.
  if (asked.prompts.length > before.prompts.length)
    faults.push(`${asked.prompts.slice(before.prompts.length).join()} again`)
  if (asked.notes.length > before.notes.length) faults.push('a tool was called again')
  return faults
}

describe('a program that is aborted at any event', () => {
  it('is resumed to an answer that stays, without a call for what was recorded', async () => {
    await fc.assert(
      fc.asyncProperty(
        programs,
        fc.array(fc.integer({ min: 1, max: 80 }), { minLength: 1, maxLength: 3 }),
        fc.boolean(),
        async (program, cuts, dedupe) => {
          expect(await faultsOfProgram(program, cuts, dedupe)).toEqual([])
        },
      ),
      { numRuns: Number(process.env.INTERRUPTED_RUNS ?? 4), seed: 20260, endOnFailure: true },
    )
  }, 120_000)
})
