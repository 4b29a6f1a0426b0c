import type { ChatMessage } from '../../model/client.ts'
import type { RunEvent } from '../../run/events.ts'
import { type Sample, type SampleOptions, samplesOf } from './samples.ts'

/** A sample in the chat format of OpenAI's supervised fine-tuning; its last message is an assistant's. */
export interface FineTuningSample {
  messages: ChatMessage[]
}

/**
 * Makes one sample of each conversation, as every reply in it is trained on: one of each run, and one more of each
 * compaction, after which the conversation is another. One that is too long ends with the last turn that fits.
 */
export function toFineTuningMessages(events: Iterable<RunEvent>, options: SampleOptions = {}): FineTuningSample[] {
  return samplesOf(events, options).flatMap((samples) =>
    samples
      .filter((sample, index) => !samples.slice(index + 1).some((later) => goesOn(later, sample)))
      .slice(0, options.maxSamples)
      .map(({ prompt, reply }) => ({ messages: [...prompt, { role: 'assistant', content: reply }] })),
  )
}

/** Whether a later turn was sent the whole of an earlier one, its reply included. */
function goesOn(later: Sample, { prompt, reply }: Sample): boolean {
  const answer = later.prompt[prompt.length]
  return answer?.role === 'assistant' && answer.content === reply && isSame(later.prompt[1], prompt[1])
}

/** The first message of the user holds the query, and the summary after a compaction. */
function isSame(one: ChatMessage | undefined, other: ChatMessage | undefined): boolean {
  return one?.role === other?.role && one?.content === other?.content
}
