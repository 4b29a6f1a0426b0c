import type { Redact } from '../jsonl/redact-text.ts'
import type { ChatMessage } from '../model/client.ts'
import type { RunEvent } from '../run/events.ts'
import type { BlockResult } from '../sandbox/sandbox.ts'
import { EventHistory } from './event-history.ts'
import {
  LONGEST_INLINE_TEXT,
  type NumberedEvent,
  type StoredMessage,
  type StoredMessages,
  type TextLine,
  type TrajectoryOptions,
} from './format.ts'
import { KeptEvents } from './kept-events.ts'
import { LEFT_OUT, type LeftOutField } from './left-out.ts'
import { mapFields } from './map-fields.ts'
import { TIME_STEP_MS } from './round-time.ts'
import { TextStore } from './text-store.ts'

/** A line of an event, as `storedEventSchema` describes it. */
export type EventLine = { type: RunEvent['type'] } & Record<string, unknown>

/** How events are encoded. */
export interface EncoderOptions {
  /** Of the header. */
  options: Pick<TrajectoryOptions, 'model' | 'recursiveModel'>
  redact?: Redact | undefined
}

/** What the last call of a run has sent. */
interface Conversation {
  call: number
  messages: readonly ChatMessage[]
}

/** Turns events into lines: long texts once, ids as numbers, conversations as what is new of them, and nothing that follows. */
export class EventEncoder {
  readonly #kept: KeptEvents
  readonly #history: EventHistory
  readonly #texts = new TextStore()
  readonly #conversations = new Map<number, Conversation>()
  /** Of each run, the outputs that its next message reports. */
  readonly #outputs = new Map<number, string[]>()

  constructor({ options, redact }: EncoderOptions) {
    this.#kept = new KeptEvents(redact)
    this.#history = new EventHistory(options)
  }

  /** The event's line, behind those of the texts that it is the first to refer to. */
  encode(told: RunEvent): (TextLine | EventLine)[] {
    const event = this.#kept.keep(told)
    const line = this.#lineOf(event)
    this.#history.add(event)
    if (event.type === 'block-end' && event.result !== undefined) this.#noteOutput(event.runId, event.result)
    if (event.type === 'run-end') this.#conversations.delete(event.runId)
    return [...this.#texts.takeLines(), line]
  }

  /** What was encoded has not been written: nothing later may refer to it. */
  forget(): void {
    this.#history.forget()
    this.#texts.forget()
    this.#conversations.clear()
    this.#outputs.clear()
  }

  #lineOf(event: NumberedEvent): EventLine {
    const line: EventLine = { type: event.type }
    const leftOut: readonly string[] = LEFT_OUT[event.type]
    const stored = event.type === 'model-call-end' ? withoutDefaults(event) : event
    for (const field of Object.keys(stored)) {
      const value: unknown = Reflect.get(stored, field)
      if (field === 'messages' && event.type === 'model-call-start') line.messages = this.#storeMessages(event)
      else if (!leftOut.includes(field) || !this.#follows(event, field as LeftOutField, value)) {
        line[field] = this.#storeValue(field, value)
      }
    }
    return line
  }

  #follows(event: NumberedEvent, field: LeftOutField, value: unknown): boolean {
    const implied = this.#history.implied(event, field)
    switch (field) {
      case 'outcome':
        return 'outcome' in event && event.outcome.ok
      case 'messages':
        return isSame(value as readonly ChatMessage[], implied as readonly ChatMessage[] | undefined)
      case 'durationMs':
        return Math.abs(Number(value) - Number(implied)) < 1.5 * TIME_STEP_MS
      default:
        return value === implied
    }
  }

  /** Those of a plain sub-call follow from it; those of all others are what is new of their conversation. */
  #storeMessages(event: NumberedEvent & { type: 'model-call-start' }): StoredMessages | undefined {
    const { id, runId, role, messages } = event
    if (this.#follows(event, 'messages', messages)) return undefined
    if (role === 'sub-call') return { add: this.#addMessages(messages, []) }
    const before = this.#conversations.get(runId)
    this.#conversations.set(runId, { call: id, messages })
    const keep = before === undefined ? 0 : sameBeginning(before.messages, messages)
    const add = this.#addMessages(messages.slice(keep), this.#takeOutputs(runId))
    return before === undefined || keep === 0 ? { add } : { after: before.call, keep, add }
  }

  #addMessages(messages: readonly ChatMessage[], outputs: readonly string[]): StoredMessage[] {
    return messages.map(({ role, content }) => ({
      role,
      content: role === 'user' ? this.#texts.placeInParts(content, outputs) : this.#texts.place(content),
    }))
  }

  #noteOutput(runId: number, { stdout, result = '' }: BlockResult): void {
    const outputs = [stdout.trimEnd(), result].filter((text) => text.length > LONGEST_INLINE_TEXT)
    this.#outputs.set(runId, [...(this.#outputs.get(runId) ?? []), ...outputs])
  }

  #takeOutputs(runId: number): readonly string[] {
    const outputs = this.#outputs.get(runId) ?? []
    this.#outputs.delete(runId)
    return outputs
  }

  #storeValue(name: string, value: unknown): unknown {
    if (typeof value === 'string') return this.#storeText(name, value)
    if (Array.isArray(value)) return value.map((item: unknown) => this.#storeValue(name, item))
    if (typeof value !== 'object' || value === null) return value
    return mapFields(value, (inner, item) => this.#storeValue(inner, item))
  }

  /** Messages report what was printed without the white space at its end. */
  #storeText(name: string, text: string): unknown {
    return name === 'stdout' ? this.#texts.placeInParts(text, [text.trimEnd()]) : this.#texts.place(text)
  }
}

/** What most calls have no tokens of, and a price that is not known, are left out. */
function withoutDefaults({ usage, costUsd, ...event }: NumberedEvent & { type: 'model-call-end' }): object {
  if (usage === undefined) return { ...event, costUsd }
  const { cachedInputTokens, reasoningTokens } = usage
  const tokens = {
    ...usage,
    cachedInputTokens: cachedInputTokens || undefined,
    reasoningTokens: reasoningTokens || undefined,
  }
  return { ...event, usage: tokens, costUsd: costUsd ?? undefined }
}

function isSame(messages: readonly ChatMessage[], others: readonly ChatMessage[] | undefined): boolean {
  return messages.length === others?.length && sameBeginning(others, messages) === messages.length
}

function sameBeginning(before: readonly ChatMessage[], now: readonly ChatMessage[]): number {
  const other = now.findIndex((message, index) => !isSameMessage(message, before[index]))
  return other === -1 ? now.length : other
}

function isSameMessage(message: ChatMessage, other: ChatMessage | undefined): boolean {
  return message === other || (message.role === other?.role && message.content === other.content)
}
