import type { Redact } from '../jsonl/redact-text.ts'
import type { ChatMessage } from '../model/client.ts'
import type { RunEvent } from '../run/events.ts'
import type { BlockResult } from '../sandbox/sandbox.ts'
import type { StoredMessage, StoredMessages, StoredText, TextLine } from './schema.ts'
import { ID_FIELDS, LONGEST_INLINE_TEXT } from './schema.ts'
import { TextStore } from './text-store.ts'

/** A line of an event, as `storedEventSchema` describes it. */
export type EventLine = { type: RunEvent['type'] } & Record<string, unknown>

/** What the last call of a run has sent. */
interface Conversation {
  call: number
  messages: readonly ChatMessage[]
}

/** Turns events into lines: long texts once, ids as numbers, and conversations as what is new of them. */
export class EventEncoder {
  readonly #texts: TextStore
  readonly #numbers = new Map<string, number>()
  #nextNumber = 0
  readonly #conversations = new Map<string, Conversation>()
  /** Of each run, the outputs that its next message reports. */
  readonly #outputs = new Map<string, string[]>()

  constructor(redact: Redact | undefined) {
    this.#texts = new TextStore(redact)
  }

  /** The event's line, behind those of the texts that it is the first to refer to. */
  encode(event: RunEvent): (TextLine | EventLine)[] {
    const line = event.type === 'model-call-start' ? this.#encodeCall(event) : this.#encodeFields(event)
    if (event.type === 'block-end' && event.result !== undefined) this.#noteOutput(event.runId, event.result)
    if (event.type === 'run-end') this.#conversations.delete(event.runId)
    return [...this.#texts.takeLines(), line]
  }

  /** What was encoded has not been written: nothing later may refer to it. */
  forget(): void {
    this.#texts.forget()
    this.#conversations.clear()
    this.#outputs.clear()
  }

  #encodeCall(event: RunEvent & { type: 'model-call-start' }): EventLine {
    const { messages, ...rest } = event
    const line = this.#encodeFields(rest)
    if (event.role === 'sub-call') return { ...line, messages: { add: this.#addMessages(messages, []) } }
    const before = this.#conversations.get(event.runId)
    this.#conversations.set(event.runId, { call: this.#numberOf(event.id), messages })
    return { ...line, messages: this.#storeMessages(messages, before, this.#takeOutputs(event.runId)) }
  }

  #storeMessages(
    messages: readonly ChatMessage[],
    before: Conversation | undefined,
    outputs: readonly string[],
  ): StoredMessages {
    const keep = before === undefined ? 0 : sameBeginning(before.messages, messages)
    const add = this.#addMessages(messages.slice(keep), outputs)
    return before === undefined || keep === 0 ? { add } : { after: before.call, keep, add }
  }

  #addMessages(messages: readonly ChatMessage[], outputs: readonly string[]): StoredMessage[] {
    return messages.map(({ role, content }) => {
      const text = this.#texts.redact(content)
      return { role, content: role === 'user' ? this.#texts.placeInParts(text, outputs) : this.#texts.place(text) }
    })
  }

  #noteOutput(runId: string, { stdout, result = '' }: BlockResult): void {
    const outputs = [stdout.trimEnd(), result]
      .map((text) => this.#texts.redact(text))
      .filter((text) => text.length > LONGEST_INLINE_TEXT)
    this.#outputs.set(runId, [...(this.#outputs.get(runId) ?? []), ...outputs])
  }

  #takeOutputs(runId: string): readonly string[] {
    const outputs = this.#outputs.get(runId) ?? []
    this.#outputs.delete(runId)
    return outputs
  }

  #encodeFields(event: Omit<RunEvent, 'messages'>): EventLine {
    const line = mapFields(event, (name, value) => {
      if (ID_FIELDS.has(name)) return typeof value === 'string' ? this.#numberOf(value) : value
      return isName(event.type, name) ? value : this.#encodeValue(name, value)
    })
    if (event.type.endsWith('-end') && event.type !== 'run-end' && 'id' in event) this.#numbers.delete(String(event.id))
    return line as EventLine
  }

  #encodeValue(name: string, value: unknown): unknown {
    if (typeof value === 'string') return this.#encodeText(value)
    if (typeof value === 'number') return name.endsWith('Ms') ? hundredths(value) : value
    if (Array.isArray(value)) return value.map((item: unknown) => this.#encodeValue(name, item))
    if (typeof value !== 'object' || value === null) return value
    return mapFields(value, (inner, item) => (INNER_NAMES.has(inner) ? item : this.#encodeValue(inner, item)))
  }

  #encodeText(text: string): StoredText {
    return this.#texts.place(this.#texts.redact(text))
  }

  /** The outermost run is 0, as its first event is the first of all. */
  #numberOf(id: string): number {
    const known = this.#numbers.get(id)
    if (known !== undefined) return known
    const number = this.#nextNumber++
    this.#numbers.set(id, number)
    return number
  }
}

/** Fields whose strings are this library's own words, of an event and of what it holds; nothing in them is a secret. */
const NAMES = new Set(['type', 'role', 'kind', 'stopReason', 'limit', 'storage', 'contextHash'])
const INNER_NAMES = new Set(['code', 'reason'])

/** A `source` is a name, but for that of a block. */
function isName(type: RunEvent['type'], field: string): boolean {
  return NAMES.has(field) || (field === 'source' && type !== 'block-start')
}

function mapFields(value: object, map: (name: string, value: unknown) => unknown): Record<string, unknown> {
  // A name such as `__proto__` is one like any other.
  const mapped = Object.create(null) as Record<string, unknown>
  for (const [name, item] of Object.entries(value)) mapped[name] = map(name, item)
  return mapped
}

function sameBeginning(before: readonly ChatMessage[], now: readonly ChatMessage[]): number {
  const other = now.findIndex(
    ({ role, content }, index) => before[index]?.role !== role || before[index].content !== content,
  )
  return other === -1 ? now.length : other
}

function hundredths(milliseconds: number): number {
  return Math.round(milliseconds * 100) / 100
}
