import { parseJson } from '../jsonl/parse-json.ts'
import type { RunEvent } from '../run/events.ts'
import { EventDecoder } from './event-decoder.ts'
import { TRAJECTORY_VERSION, type TrajectoryHeader, type TrajectoryRecord } from './format.ts'
import { inflateText } from './inflate.ts'
import { EVENT_TYPES } from './left-out.ts'

/** What the lines of a file are put to: gives a line of an event or a text as it is to be read; `undefined` for none. */
export type LineCheck = (line: object) => object | undefined

/**
 * Reads a trajectory line by line, wherever the lines come from. It trusts their types, where no check is given: its
 * events are as good as the lines, and `TrajectoryParser` is for those that nobody has checked. It needs nothing of Node.
 */
export class TrajectoryDecoder {
  readonly #check: LineCheck
  #events: EventDecoder | undefined
  #tornLines = 0

  /** `check`: of every line but the header. Default: none. */
  constructor(check: LineCheck = (line) => line) {
    this.#check = check
  }

  /** Lines so far that are no line of a trajectory, or that refer to one that is not there. */
  get tornLines(): number {
    return this.#tornLines
  }

  /**
   * What the next line says; `undefined` for one that says nothing by itself, is torn, or is of a later version's kind. A
   * promise for a compressed text alone: the next line has to wait for it.
   */
  push(line: string): TrajectoryRecord | undefined | Promise<undefined> {
    if (line === '') return undefined
    const value = parseJson(line)
    if (typeof value !== 'object' || value === null) return this.#torn()
    return this.#events === undefined ? this.#begin(value) : this.#addLine(this.#events, value)
  }

  #begin(value: object): TrajectoryHeader | undefined {
    if (!isHeader(value)) return this.#torn()
    this.#events = new EventDecoder(value)
    return value
  }

  #addLine(events: EventDecoder, value: object): RunEvent | undefined | Promise<undefined> {
    const type: unknown = Reflect.get(value, 'type')
    const isText = type === 'text'
    if (!isText && !EVENT_TYPES.has(type)) return typeof type === 'string' ? undefined : this.#torn()
    const line = this.#check(value)
    if (line === undefined) return this.#torn()
    return isText ? this.#addText(events, line) : (events.decode(line) ?? this.#torn())
  }

  #addText(
    events: EventDecoder,
    line: { id?: unknown; text?: unknown; deflate?: unknown },
  ): undefined | Promise<undefined> {
    const { id, text, deflate } = line
    if (typeof id !== 'string') return this.#torn()
    if (typeof text === 'string') return events.addText(id, text)
    if (typeof deflate !== 'string') return this.#torn()
    return inflateText(deflate).then(
      (inflated) => events.addText(id, inflated),
      () => this.#torn(),
    )
  }

  #torn(): undefined {
    this.#tornLines += 1
  }
}

function isHeader(value: {
  type?: unknown
  version?: unknown
  runId?: unknown
  options?: unknown
}): value is TrajectoryHeader {
  const { type, version, runId, options } = value
  const isOfThisVersion = type === 'trajectory' && version === TRAJECTORY_VERSION
  return isOfThisVersion && typeof runId === 'string' && typeof options === 'object' && options !== null
}
