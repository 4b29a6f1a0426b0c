import type { ChatMessage } from '../model/client.ts'
import type { RunEvent } from '../run/events.ts'
import { runEventSchema, storedEventSchema } from './event-schema.ts'
import { ID_FIELDS, type StoredMessages, storedMessagesSchema, type StoredText, storedTextSchema } from './schema.ts'

const KNOWN_TYPES = new Set<unknown>(storedEventSchema.options.map(({ shape }) => shape.type.value))

/** What a run's newest call has sent. */
interface Conversation {
  call: number
  messages: ChatMessage[]
}

/** Gives events back as they were told, from the lines that an `EventEncoder` has made. */
export class EventDecoder {
  readonly #runId: string
  readonly #texts = new Map<string, string>()
  readonly #conversations = new Map<unknown, Conversation>()

  /** `runId`: that of the header. */
  constructor(runId: string) {
    this.#runId = runId
  }

  addText(id: string, text: string): undefined {
    this.#texts.set(id, text)
  }

  /** The event of a line: `'unknown'` for a type that a later version writes, `'torn'` for what is no whole event. */
  decode(line: object): RunEvent | 'unknown' | 'torn' {
    const type: unknown = Reflect.get(line, 'type')
    if (!KNOWN_TYPES.has(type)) return typeof type === 'string' ? 'unknown' : 'torn'
    try {
      const event = runEventSchema.safeParse(this.#restore(line))
      if (!event.success) return 'torn'
      if (event.data.type === 'run-end') this.#conversations.delete(Reflect.get(line, 'runId'))
      return event.data
    } catch (error) {
      // A text that is missing, or a line that is nested too deeply to be one of ours.
      if (error instanceof RangeError) return 'torn'
      throw error
    }
  }

  #restore(line: object): Record<string, unknown> {
    return mapFields(line, (name, value) => {
      if (ID_FIELDS.has(name)) return this.#restoreId(value)
      return name === 'messages' ? this.#restoreMessages(line, value) : this.#restoreValue(value)
    })
  }

  /** The outermost run has the id that its result has; all others are ids of this file. */
  #restoreId(value: unknown): unknown {
    return value === 0 ? this.#runId : String(value)
  }

  #restoreValue(value: unknown): unknown {
    if (typeof value !== 'object' || value === null) return value
    const text = '$' in value ? storedTextSchema.safeParse(value) : undefined
    if (text?.success === true) return this.#textOf(text.data)
    if (Array.isArray(value)) return value.map((item: unknown) => this.#restoreValue(item))
    return mapFields(value, (_name, item) => this.#restoreValue(item))
  }

  #restoreMessages(line: object, value: unknown): ChatMessage[] | undefined {
    const stored = storedMessagesSchema.safeParse(value)
    if (!stored.success) return undefined
    const runId: unknown = Reflect.get(line, 'runId')
    const messages = [...this.#kept(runId, stored.data), ...this.#added(stored.data)]
    const call: unknown = Reflect.get(line, 'id')
    if (Reflect.get(line, 'role') !== 'sub-call') this.#conversations.set(runId, { call: Number(call), messages })
    return messages
  }

  #kept(runId: unknown, { after, keep }: StoredMessages): ChatMessage[] {
    if (after === undefined) return []
    const before = this.#conversations.get(runId)
    if (before?.call !== after) throw new RangeError(`There is no call ${after}.`)
    return before.messages.slice(0, keep)
  }

  #added({ add }: StoredMessages): ChatMessage[] {
    return add.map(({ role, content }) => ({ role, content: this.#textOf(content) }))
  }

  #textOf(text: StoredText): string {
    if (typeof text === 'string') return text
    if (typeof text.$ !== 'string') return text.$.map((part) => this.#textOf(part)).join('')
    const found = this.#texts.get(text.$)
    if (found === undefined) throw new RangeError(`There is no text ${text.$}.`)
    return found
  }
}

function mapFields(value: object, map: (name: string, value: unknown) => unknown): Record<string, unknown> {
  return Object.fromEntries(Object.entries(value).map(([name, item]: [string, unknown]) => [name, map(name, item)]))
}
