import { stat } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { RLMError } from '../errors.ts'
import { readWholeLines } from '../jsonl/read-lines.ts'
import { reasonOf, storageError, systemCode } from '../jsonl/storage-error.ts'
import { isEndOfRun, type TrajectoryRecord } from './format.ts'
import { emptyTrajectory } from './header.ts'
import { parseLines, type Trajectory, trajectoryOf, TrajectoryParser } from './parser.ts'

/** A trajectory's file, which may grow while it is read. */
export class TrajectoryFile {
  readonly #path: string
  readonly #parser: TrajectoryParser
  #offset = 0
  /** What is read and not yet given. */
  #unread: IteratorObject<TrajectoryRecord> = [].values()

  constructor(path: string) {
    this.#path = path
    this.#parser = new TrajectoryParser(JSON.stringify(path))
  }

  /** See `Trajectory`. A last line that is not written to its end does not count: it may yet be. */
  get tornLines(): number {
    return this.#parser.tornLines
  }

  /**
   * What the file says beyond what was read before: at first its header, then events.
   *
   * @throws RLMError of code `'storage'` for a file that cannot be read, is no trajectory, or is newer than this library.
   */
  async *read(): AsyncGenerator<TrajectoryRecord, void> {
    for (const record of this.#unread) yield record
    for await (const records of this.readBatches()) {
      // An iterator of an array goes on where a loop over it was left.
      this.#unread = records.values()
      for (const record of this.#unread) yield record
    }
  }

  /** The same in pieces, for who takes all of it: many lines at once. */
  async *readBatches(): AsyncGenerator<TrajectoryRecord[], void> {
    try {
      if (!(await stat(this.#path)).isFile()) throw notAFile(this.#path)
      for await (const bytes of readWholeLines(this.#path, { start: this.#offset })) {
        this.#offset += bytes.length
        yield await parseLines(this.#parser, bytes.toString())
      }
    } catch (error) {
      throw error instanceof RLMError ? error : unreadable(this.#path, error)
    }
  }
}

/**
 * Reads a trajectory: its header first, then every event, in order. Lines that a crash has cut are left out.
 *
 * @throws RLMError of code `'storage'` for a file that cannot be read, is empty, is no trajectory, or is newer than this
 * library.
 * @example
 * for await (const record of readTrajectory('runs/2026-11-22T23-20-00-000Z-1b4e28ba.jsonl')) console.log(record.type)
 */
export async function* readTrajectory(path: string): AsyncGenerator<TrajectoryRecord, void> {
  let isEmpty = true
  for await (const record of new TrajectoryFile(path).read()) {
    isEmpty = false
    yield record
  }
  if (isEmpty) throw emptyTrajectory(JSON.stringify(path))
}

/** The same at once. Throws as `readTrajectory` does. */
export async function loadTrajectory(path: string): Promise<Trajectory> {
  const file = new TrajectoryFile(path)
  const batches: TrajectoryRecord[][] = []
  for await (const records of file.readBatches()) batches.push(records)
  return trajectoryOf(batches.flat(), file, JSON.stringify(path))
}

/** How a growing file is followed. */
export interface FollowOptions {
  /** Ends the following. */
  signal?: AbortSignal | undefined
  /** Wait before the file is looked at again, in milliseconds. Default 200. */
  pollMs?: number | undefined
}

/** The same of a run that goes on: gives its events as they are written, up to the end of the run. */
export async function* followTrajectory(
  path: string,
  { signal, pollMs = 200 }: FollowOptions = {},
): AsyncGenerator<TrajectoryRecord, void> {
  const file = new TrajectoryFile(path)
  const isOver = (): boolean => signal?.aborted === true
  while (!isOver()) {
    for await (const record of file.read()) {
      yield record
      if (isEndOfRun(record)) return
    }
    await sleep(pollMs, undefined, { signal }).catch(() => undefined)
  }
}

function notAFile(path: string): Error {
  return storageError(
    `A trajectory must be a file; ${JSON.stringify(path)} is none. Give the path of one of its files.`,
  )
}

function unreadable(path: string, error: unknown): Error {
  const file = JSON.stringify(path)
  const isMissing = ['ENOENT', 'ENOTDIR'].includes(systemCode(error) ?? '')
  return isMissing
    ? storageError(`A trajectory must exist to be read; there is no ${file}. Check the path.`, error)
    : storageError(`A trajectory must be readable; ${file} is not (${reasonOf(error)}). Check its permissions.`, error)
}
