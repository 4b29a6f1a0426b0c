import {
  fileCache,
  RLM,
  RLMError,
  type RLMOptions,
  type RunEvent,
  type Session,
  tool,
  type Usage,
} from 'recursive-language-model'
import { scriptedModel, type ScriptedModel } from 'recursive-language-model/testing'
import { loadTrajectory, type PromptCompletion, toPromptCompletions } from 'recursive-language-model/trajectory'
import { z } from 'zod'

const client: ScriptedModel = scriptedModel(['FINAL(1)'])
const double = tool({ description: 'Doubles', parameters: z.object({ n: z.number() }), execute: ({ n }) => n * 2 })
const options: RLMOptions = { client, model: 'scripted', maxDepth: 2, cache: fileCache('replies'), tools: { double } }
const rlm = new RLM(options)
const answer: string = await rlm.completion(['a', 'b'], 'How many?')
const onEvent = (event: RunEvent): string => (event.type === 'final' ? event.answer : event.runId)
const { stopReason } = await rlm.run('text', undefined, { onEvent, signal: AbortSignal.timeout(1000) })
const { value } = await rlm.resume('run.jsonl', { context: 'text', schema: z.object({ n: z.number() }) })
export const n: number = value.n
export const session: Session = rlm.session()
const usage: Usage = rlm.costSummary()
export const code = new RLMError(`${answer} ${stopReason} ${usage.totalCalls}`, { code: 'timeout' }).code
export const samples = async (path: string): Promise<PromptCompletion[]> =>
  toPromptCompletions((await loadTrajectory(path)).events, { maxChars: 50_000 })

// @ts-expect-error a field that the schema does not have
export const m: unknown = value.m

// @ts-expect-error an option that does not exist
export const misspelt = new RLM({ maxIteration: 3 })
