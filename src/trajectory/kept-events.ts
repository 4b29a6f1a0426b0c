import { type Redact, redactText } from '../jsonl/redact-text.ts'
import type { ChatMessage } from '../model/client.ts'
import type { RunEvent } from '../run/events.ts'
import { ID_FIELDS, type NumberedEvent } from './format.ts'
import { mapFields } from './map-fields.ts'
import { roundTime } from './round-time.ts'

const IDS: ReadonlySet<string> = new Set(ID_FIELDS)

/** Makes of events what their readers get back: without secrets, with rounded times, and with numbers as ids. */
export class KeptEvents {
  readonly #redact: Redact | undefined
  /** Each message of a run is sent again with every later turn. */
  readonly #messages = new WeakMap<ChatMessage, ChatMessage>()
  readonly #numbers = new Map<string, number>()
  #nextNumber = 0

  constructor(redact: Redact | undefined) {
    this.#redact = redact
  }

  keep(event: RunEvent): NumberedEvent {
    const kept = mapFields(event, (name, value) => {
      if (IDS.has(name)) return typeof value === 'string' ? this.#numberOf(value) : value
      if (name === 'messages') return this.#keepMessages(value as readonly ChatMessage[])
      return isWord(event.type, name) ? value : this.#keepValue(name, value)
    })
    if (event.type.endsWith('-end') && event.type !== 'run-end' && 'id' in event) this.#numbers.delete(event.id)
    return kept as NumberedEvent
  }

  #keepMessages(messages: readonly ChatMessage[]): readonly ChatMessage[] {
    return this.#redact === undefined ? messages : messages.map((message) => this.#keepMessage(message))
  }

  #keepMessage(message: ChatMessage): ChatMessage {
    const known = this.#messages.get(message)
    if (known !== undefined) return known
    const kept = { role: message.role, content: redactText(message.content, this.#redact) }
    this.#messages.set(message, kept)
    return kept
  }

  #keepValue(name: string, value: unknown): unknown {
    if (typeof value === 'string') return redactText(value, this.#redact)
    if (typeof value === 'number') return name.endsWith('Ms') ? roundTime(value) : value
    if (Array.isArray(value)) return value.map((item: unknown) => this.#keepValue(name, item))
    if (typeof value !== 'object' || value === null) return value
    return mapFields(value, (inner, item) => (INNER_WORDS.has(inner) ? item : this.#keepValue(inner, item)))
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
const WORDS = new Set(['type', 'role', 'kind', 'stopReason', 'limit', 'storage', 'contextHash'])
const INNER_WORDS = new Set(['code', 'reason'])

/** A `source` is a word, but for that of a block. */
function isWord(type: RunEvent['type'], field: string): boolean {
  return WORDS.has(field) || (field === 'source' && type !== 'block-start')
}
