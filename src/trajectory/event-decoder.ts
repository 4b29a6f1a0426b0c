import type { ChatMessage } from '../model/client.ts'
import type { RunEvent } from '../run/events.ts'
import { EventHistory } from './event-history.ts'
import { type NumberedEvent, type StoredMessages, type StoredText, type TrajectoryHeader } from './format.ts'
import { LEFT_OUT } from './left-out.ts'

/** A line on its way to being an event; what is not stored as it was told is of no type yet. */
type Line = { type: RunEvent['type']; [field: string]: unknown }

/** What a run's newest call has sent. */
interface Conversation {
  call: unknown
  messages: readonly ChatMessage[]
}

/** Gives events back as they were told, from the lines that an `EventEncoder` has made. */
export class EventDecoder {
  readonly #runId: string
  readonly #history: EventHistory
  readonly #texts = new Map<string, string>()
  readonly #conversations = new Map<unknown, Conversation>()

  constructor({ runId, options }: Pick<TrajectoryHeader, 'runId' | 'options'>) {
    this.#runId = runId
    this.#history = new EventHistory(options)
  }

  addText(id: string, text: string): undefined {
    this.#texts.set(id, text)
  }

  /** The event that a line of a known type becomes, in its place; `undefined` where something is missing for it. */
  decode(line: object): RunEvent | undefined {
    try {
      const event = this.#restore(line as Line)
      return event && this.#withIds(event)
    } catch {
      // A text that is missing, or a line that is none of ours, such as one that is nested too deeply.
      return undefined
    }
  }

  #restore(line: Line): NumberedEvent | undefined {
    this.#restoreFields(line)
    if (line.type === 'model-call-end') restoreUsage(line)
    const event = line as NumberedEvent
    for (const field of LEFT_OUT[event.type]) {
      if (line[field] === undefined) line[field] = this.#history.implied(event, field)
      if (line[field] === undefined) return undefined
    }
    this.#history.add(event)
    if (event.type === 'model-call-start') this.#noteMessages(event)
    else if (event.type === 'run-end') this.#conversations.delete(event.runId)
    return event
  }

  #restoreFields(line: Line): void {
    for (const name of Object.keys(line)) {
      const value = line[name]
      if (typeof value !== 'object' || value === null) continue
      line[name] =
        name === 'messages' ? this.#restoreMessages(line, value as StoredMessages) : this.#restoreValue(value)
    }
  }

  /** Puts the texts in their places. */
  #restoreValue(value: object): unknown {
    if (isReference(value)) return this.#textOf(value)
    const fields = value as Record<string, unknown>
    for (const name of Object.keys(fields)) {
      const item = fields[name]
      if (typeof item === 'object' && item !== null) fields[name] = this.#restoreValue(item)
    }
    return value
  }

  #restoreMessages({ runId = 0 }: Line, { after, keep, add }: StoredMessages): ChatMessage[] {
    const added = add.map(({ role, content }) => ({ role, content: this.#textOf(content) }))
    if (after === undefined) return added
    const before = this.#conversations.get(runId)
    if (before?.call !== after) throw new RangeError(`There is no call ${after}.`)
    return before.messages.slice(0, keep).concat(added)
  }

  #noteMessages({ id, runId, role, messages }: NumberedEvent & { type: 'model-call-start' }): void {
    if (role !== 'sub-call') this.#conversations.set(runId, { call: id, messages })
  }

  #textOf(text: StoredText): string {
    if (typeof text === 'string') return text
    if (typeof text.$ === 'object') return text.$.map((piece) => this.#textOf(piece)).join('')
    const found = this.#texts.get(text.$)
    if (found === undefined) throw new RangeError(`There is no text ${text.$}.`)
    return found
  }

  /** The outermost run has the id that its result has; all others are ids of this file. */
  #withIds(event: NumberedEvent): RunEvent {
    const { id, runId, parentId }: { id?: number; runId: number; parentId?: number | undefined } = event
    const ids: { id?: string; runId?: string; parentId?: string } = event as object
    ids.runId = this.#idOf(runId)
    if (id !== undefined) ids.id = this.#idOf(id)
    if (parentId !== undefined) ids.parentId = this.#idOf(parentId)
    return ids as RunEvent
  }

  #idOf(number: number): string {
    return number === 0 ? this.#runId : String(number)
  }
}

/** Objects of events that are no texts are maps by the names of models, and those hold objects. */
function isReference(value: object): value is Exclude<StoredText, string> {
  const at: unknown = Reflect.get(value, '$')
  return typeof at === 'string' || Array.isArray(at)
}

/** What an `EventEncoder` leaves out of a call's cost. */
function restoreUsage(line: Line): void {
  if (line.usage === undefined) return
  line.usage = { cachedInputTokens: 0, reasoningTokens: 0, ...(line.usage as object) }
  if (line.costUsd === undefined) line.costUsd = null
}
