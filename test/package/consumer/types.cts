import { RLM, RLMError, type RLMOptions, type RunEvent, type Usage } from 'recursive-language-model'
import { scriptedModel, type ScriptedModel } from 'recursive-language-model/testing'

const client: ScriptedModel = scriptedModel(['FINAL(1)'])
const options: RLMOptions = { client, model: 'scripted', maxDepth: 2 }
export const rlm = new RLM(options)
export const answer: Promise<string> = rlm.completion(['a', 'b'], 'How many?')
export const onEvent = (event: RunEvent): string => (event.type === 'final' ? event.answer : event.runId)
export const usage: Usage = rlm.costSummary()
export const { code } = new RLMError('too late', { code: 'timeout' })

// @ts-expect-error an option that does not exist
export const misspelt = new RLM({ maxIteration: 3 })
