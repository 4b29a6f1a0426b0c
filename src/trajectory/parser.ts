import { parseJson } from '../jsonl/parse-json.ts'
import type { RunEvent } from '../run/events.ts'
import { TrajectoryDecoder } from './decoder.ts'
import { storedEventSchema } from './event-schema.ts'
import { isEndOfRun, type TrajectoryHeader, type TrajectoryRecord } from './format.ts'
import { emptyTrajectory, readHeader } from './header.ts'
import { textLineSchema } from './schema.ts'

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

/** Reads a trajectory line by line, wherever the lines come from, and checks them all; it needs nothing of Node. */
export class TrajectoryParser {
  readonly #name: string
  readonly #decoder = new TrajectoryDecoder(checkLine)
  #hasBegun = false

  /** `name`: what errors call the trajectory. */
  constructor(name = 'this one') {
    this.#name = name
  }

  /** Lines so far that are no line of a trajectory, or that refer to one that is not there. */
  get tornLines(): number {
    return this.#decoder.tornLines
  }

  /**
   * What the next line says; `undefined` for one that says nothing by itself, is torn, or is of a later version's kind. A
   * promise for a compressed text alone: the next line has to wait for it.
   *
   * @throws RLMError of code `'storage'` where the first line is no header, or of a newer format.
   */
  push(line: string): TrajectoryRecord | undefined | Promise<undefined> {
    return this.#hasBegun ? this.#decoder.push(line) : this.#begin(line)
  }

  #begin(line: string): TrajectoryHeader {
    const header = readHeader(parseJson(line), this.#name)
    this.#hasBegun = true
    void this.#decoder.push(line)
    return header
  }
}

/** What each line of a text says that ends with the last of its lines. */
export async function parseLines(parser: TrajectoryParser, text: string): Promise<TrajectoryRecord[]> {
  const records: TrajectoryRecord[] = []
  for (const line of text.split('\n').slice(0, -1)) {
    const said = parser.push(line)
    const record = said instanceof Promise ? await said : said
    if (record !== undefined) records.push(record)
  }
  return records
}

/**
 * Reads the text of a whole trajectory, as a browser has it.
 *
 * @throws RLMError of code `'storage'` for a text that is empty, is no trajectory, or is newer than this library.
 */
export async function parseTrajectory(text: string): Promise<Trajectory> {
  const parser = new TrajectoryParser()
  return trajectoryOf(await parseLines(parser, text), parser)
}

/** Puts the records of a whole trajectory together. Throws an `RLMError` of code `'storage'` where there are none. */
export function trajectoryOf(
  records: readonly TrajectoryRecord[],
  { tornLines }: { readonly tornLines: number },
  name = 'this one',
): Trajectory {
  const [header, ...events] = records
  if (header?.type !== 'trajectory') throw emptyTrajectory(name)
  return { header, events: events as RunEvent[], tornLines, isComplete: events.some(isEndOfRun) }
}

function checkLine(line: object): object | undefined {
  const isText = Reflect.get(line, 'type') === 'text'
  return (isText ? textLineSchema : storedEventSchema).safeParse(line).data
}
