import { stat } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { RLMError } from '../errors.ts'
import { readLines } from '../jsonl/read-lines.ts'
import { reasonOf, storageError, systemCode } from '../jsonl/storage-error.ts'
import { emptyTrajectory } from './header.ts'
import { collectTrajectory, isEndOfRun, type Trajectory, TrajectoryParser, type TrajectoryRecord } from './parser.ts'

/** A trajectory's file, which may grow while it is read. */
export class TrajectoryFile {
  readonly #path: string
  readonly #parser: TrajectoryParser
  #offset = 0

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
    try {
      if (!(await stat(this.#path)).isFile()) throw notAFile(this.#path)
      for await (const { bytes, isEnded } of readLines(this.#path, { start: this.#offset })) {
        if (!isEnded) return
        this.#offset += bytes.length + 1
        const record = await this.#parser.push(bytes.toString())
        if (record !== undefined) yield record
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
  return collectTrajectory(file, file.read(), JSON.stringify(path))
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
