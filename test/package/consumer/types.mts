import { RLM, RLMError, type RLMOptions, type RunEvent, type Usage } from 'recursive-language-model'
import { scriptedModel, type ScriptedModel } from 'recursive-language-model/testing'

const client: ScriptedModel = scriptedModel(['FINAL(1)'])
const options: RLMOptions = { client, model: 'scripted', maxDepth: 2 }
const rlm = new RLM(options)
const answer: string = await rlm.completion(['a', 'b'], 'How many?')
const onEvent = (event: RunEvent): string => (event.type === 'final' ? event.answer : event.runId)
const { stopReason } = await rlm.run('text', undefined, { onEvent, signal: AbortSignal.timeout(1000) })
const usage: Usage = rlm.costSummary()
export const code = new RLMError(`${answer} ${stopReason} ${usage.totalCalls}`, { code: 'timeout' }).code

// @ts-expect-error an option that does not exist
export const misspelt = new RLM({ maxIteration: 3 })
