import {
  fileCache,
  RLM,
  RLMError,
  type RLMOptions,
  type RunEvent,
  type RunResult,
  tool,
  type Usage,
} from 'recursive-language-model'
import { scriptedModel, type ScriptedModel } from 'recursive-language-model/testing'
import { z } from 'zod'
import { loadTrajectory, type PromptCompletion, toPromptCompletions } from 'recursive-language-model/trajectory'

const client: ScriptedModel = scriptedModel(['FINAL(1)'])
const double = tool({ description: 'Doubles', parameters: z.object({ n: z.number() }), execute: ({ n }) => n * 2 })
const options: RLMOptions = { client, model: 'scripted', maxDepth: 2, cache: fileCache('replies'), tools: { double } }
export const rlm = new RLM(options)
export const answer: Promise<string> = rlm.completion(['a', 'b'], 'How many?')
export const typed: Promise<RunResult<number>> = rlm.run('text', undefined, { schema: z.number() })
export const onEvent = (event: RunEvent): string => (event.type === 'final' ? event.answer : event.runId)
export const usage: Usage = rlm.costSummary()
export const { code } = new RLMError('too late', { code: 'timeout' })
export const samples = async (path: string): Promise<PromptCompletion[]> =>
  toPromptCompletions((await loadTrajectory(path)).events, { maxChars: 50_000 })

// @ts-expect-error an option that does not exist
export const misspelt = new RLM({ maxIteration: 3 })
