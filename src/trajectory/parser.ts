import { parseJson } from '../jsonl/parse-json.ts'
import type { RunEvent } from '../run/events.ts'
import { EventDecoder } from './event-decoder.ts'
import { emptyTrajectory, readHeader } from './header.ts'
import { inflateText } from './inflate.ts'
import { textLineSchema, type TrajectoryHeader } from './schema.ts'

/** What a trajectory says, in order: its header, then the events of the run. */
export type TrajectoryRecord = TrajectoryHeader | RunEvent

/** A trajectory read whole. */
export interface Trajectory {
  header: TrajectoryHeader
  /** Without the deltas of replies and outputs, whose ends hold the whole. */
  events: RunEvent[]
  /** Lines that a crash or a full disk has cut, or that refer to one. */
  tornLines: number
  /** Whether the run has ended, be it in a failure; `false` for one that goes on or was killed. */
  isComplete: boolean
}

/** Reads a trajectory line by line, wherever the lines come from; it needs nothing of Node. */
export class TrajectoryParser {
  readonly #name: string
  #decoder: EventDecoder | undefined
  #tornLines = 0

  /** `name`: what errors call the trajectory. */
  constructor(name = 'this one') {
    this.#name = name
  }

  /** Lines so far that are no line of a trajectory, or that refer to one that is not there. */
  get tornLines(): number {
    return this.#tornLines
  }

  /**
   * What the next line says; `undefined` for one that says nothing by itself, is torn, or is of a later version's kind.
   *
   * @throws RLMError of code `'storage'` where the first line is no header, or of a newer format.
   */
  async push(line: string): Promise<TrajectoryRecord | undefined> {
    if (this.#decoder === undefined) return this.#begin(line)
    if (line === '') return undefined
    const value = parseJson(line)
    if (typeof value !== 'object' || value === null) return this.#torn()
    if (Reflect.get(value, 'type') === 'text') return this.#addText(this.#decoder, value)
    const event = this.#decoder.decode(value)
    if (event === 'torn') return this.#torn()
    return event === 'unknown' ? undefined : event
  }

  #begin(line: string): TrajectoryHeader {
    const header = readHeader(parseJson(line), this.#name)
    this.#decoder = new EventDecoder(header.runId)
    return header
  }

  async #addText(decoder: EventDecoder, value: object): Promise<undefined> {
    const line = textLineSchema.safeParse(value)
    if (!line.success) return this.#torn()
    try {
      const { data } = line
      return decoder.addText(data.id, 'text' in data ? data.text : await inflateText(data.deflate))
    } catch {
      return this.#torn()
    }
  }

  #torn(): undefined {
    this.#tornLines += 1
  }
}

/**
 * Reads the text of a whole trajectory, as a browser has it.
 *
 * @throws RLMError of code `'storage'` for a text that is empty, is no trajectory, or is newer than this library.
 */
export async function parseTrajectory(text: string): Promise<Trajectory> {
  const parser = new TrajectoryParser()
  return collectTrajectory(parser, recordsOf(parser, text))
}

/** Gathers the records that a parser gives. Throws an `RLMError` of code `'storage'` where there are none. */
export async function collectTrajectory(
  parser: { readonly tornLines: number },
  records: AsyncIterable<TrajectoryRecord>,
  name = 'this one',
): Promise<Trajectory> {
  let header: TrajectoryHeader | undefined
  const events: RunEvent[] = []
  for await (const record of records) {
    if (record.type === 'trajectory') header = record
    else events.push(record)
  }
  if (header === undefined) throw emptyTrajectory(name)
  return { header, events, tornLines: parser.tornLines, isComplete: events.some(isEndOfRun) }
}

/** Whether an event is the end of the outermost run. */
export function isEndOfRun(record: TrajectoryRecord): boolean {
  return record.type === 'run-end' && record.depth === 0
}

/** A last line without its end has been cut. */
async function* recordsOf(parser: TrajectoryParser, text: string): AsyncGenerator<TrajectoryRecord, void> {
  for (const line of text.split('\n').slice(0, -1)) {
    const record = await parser.push(line)
    if (record !== undefined) yield record
  }
}
