import type { ChatMessage } from '../../model/client.ts'
import type { RunEvent } from '../../run/events.ts'
import { type SampleOptions, samplesOf } from './samples.ts'

/** A sample in TRL's conversational prompt-completion format (huggingface.co/docs/trl/dataset_formats). */
export interface PromptCompletion {
  prompt: readonly ChatMessage[]
  completion: [{ role: 'assistant'; content: string }]
}

/** Makes one sample of each turn of a root LM: the loss is on its reply alone. */
export function toPromptCompletions(events: Iterable<RunEvent>, options: SampleOptions = {}): PromptCompletion[] {
  return samplesOf(events, options).flatMap((samples) =>
    samples
      .slice(0, options.maxSamples)
      .map(({ prompt, reply }) => ({ prompt, completion: [{ role: 'assistant', content: reply }] })),
  )
}
