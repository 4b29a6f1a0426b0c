import type { ChatMessage } from '../model/client.ts'
import type { CallRole } from '../run/events.ts'
import type { NumberedEvent, TrajectoryOptions } from './format.ts'
import type { LeftOutField } from './left-out.ts'
import { roundTime } from './round-time.ts'

/** A line's event, as far as it is known. */
export type PartialEvent = Pick<NumberedEvent, 'type'> & {
  id?: number
  runId?: number
  parentId?: number | undefined
  atMs?: number
  messages?: readonly ChatMessage[]
}

/** Something that goes on. */
interface Started {
  type: NumberedEvent['type']
  parentId: number | undefined
  atMs: number
  /** Of a model call. */
  role?: CallRole
  /** Of a sub-call. */
  prompt?: string
  /** Of a tool call. */
  name?: string
  /** What has answered it, a model call or a run, and when. */
  answer?: { text: string | undefined; atMs: number }
}

/** What is known of a run. */
interface Run {
  depth: number
  model: string
}

const ROLES: Partial<Record<NumberedEvent['type'], CallRole>> = {
  'iteration-start': 'root',
  'compaction-start': 'summary',
  'sub-call-start': 'sub-call',
}

/**
 * What follows of an event from its header, from the lines before it, and from what is most often so. The writer and the
 * reader of a trajectory hold one each: what the one leaves out, the other fills in.
 */
export class EventHistory {
  readonly #recursiveModel: string
  readonly #outermost: Run
  readonly #runs = new Map<number, Run>()
  readonly #started = new Map<number, Started>()

  /** Of the header. */
  constructor({ model, recursiveModel }: Pick<TrajectoryOptions, 'model' | 'recursiveModel'>) {
    this.#recursiveModel = recursiveModel
    this.#outermost = { depth: 0, model }
  }

  /** What a field must be where a line leaves it out; `undefined` where nothing says so. */
  implied(event: PartialEvent, field: LeftOutField): unknown {
    switch (field) {
      case 'runId':
        return 0
      case 'depth':
        return this.#runOf(event)?.depth
      case 'parentId':
        return event.id === undefined ? undefined : event.id - 1
      case 'outcome':
        return { ok: true }
      case 'isLast':
      case 'recursive':
      case 'isReplayed':
        return false
      case 'kind':
        return 'llm'
      case 'source':
        return 'model'
      case 'promptChars':
        return event.messages?.reduce((chars, { content }) => chars + content.length, 0)
      default:
        return event.type === 'model-call-start' ? this.#impliedOfCall(event, field) : this.#impliedOfEnd(event, field)
    }
  }

  /** Takes a whole event, of which later ones may follow. */
  add(event: NumberedEvent): void {
    if ('parentId' in event && event.type !== 'run-start') this.#started.set(event.id, startOf(event))
    else if (event.type === 'run-start') this.#addRun(event)
    else if (event.type === 'run-end') this.#answer(event.id, event.answer, event.atMs)
    else if (event.type === 'model-call-end') this.#answer(event.id, event.text, event.atMs)
    else if ('id' in event && 'outcome' in event && event.type !== 'model-call-retry') this.#started.delete(event.id)
  }

  /** Nothing follows from what was before. */
  forget(): void {
    this.#runs.clear()
    this.#started.clear()
  }

  #addRun({ type, id, parentId, depth, model, atMs }: NumberedEvent & { type: 'run-start' }): void {
    this.#runs.set(id, { depth, model })
    this.#started.set(id, { type, parentId, atMs })
  }

  /** A model call or a run has ended: it answers the sub-call that it belongs to. */
  #answer(id: number, text: string | undefined, atMs: number): void {
    const { parentId } = this.#started.get(id) ?? {}
    const asked = parentId === undefined ? undefined : this.#started.get(parentId)
    if (asked !== undefined) asked.answer = { text, atMs }
    this.#started.delete(id)
  }

  #runOf({ runId }: PartialEvent): Run | undefined {
    return runId === undefined ? undefined : (this.#runs.get(runId) ?? (runId === 0 ? this.#outermost : undefined))
  }

  /** A plain sub-call sends its prompt to the model for sub-calls, at once. */
  #impliedOfCall(event: PartialEvent, field: LeftOutField): unknown {
    const parent = this.#started.get(event.parentId ?? NaN)
    if (parent === undefined) return undefined
    const { type, prompt, atMs } = parent
    const isPlain = prompt !== undefined
    switch (field) {
      case 'role':
        return ROLES[type]
      case 'model':
        return isPlain ? this.#recursiveModel : this.#runOf(event)?.model
      case 'atMs':
        return isPlain ? atMs : undefined
      case 'messages':
        return isPlain ? [{ role: 'user', content: prompt }] : undefined
      default:
        return undefined
    }
  }

  /** An end says what its start said; a sub-call ends with what has answered it. */
  #impliedOfEnd({ id, atMs }: PartialEvent, field: LeftOutField): unknown {
    const started = this.#started.get(id ?? NaN)
    switch (field) {
      case 'role':
        return started?.role
      case 'name':
        return started?.name
      case 'text':
        return started?.answer?.text
      case 'atMs':
        return started?.answer?.atMs
      case 'durationMs':
        return started === undefined || atMs === undefined ? undefined : roundTime(atMs - started.atMs)
      default:
        return undefined
    }
  }
}

function startOf(event: NumberedEvent & { parentId: number }): Started {
  const { type, parentId, atMs } = event
  switch (type) {
    case 'model-call-start':
      return { type, parentId, atMs, role: event.role }
    case 'sub-call-start':
      return { type, parentId, atMs, prompt: event.prompt }
    case 'tool-call-start':
      return { type, parentId, atMs, name: event.name }
    default:
      return { type, parentId, atMs }
  }
}
