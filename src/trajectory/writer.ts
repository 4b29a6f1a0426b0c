import { mkdir, open, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setImmediate as eventLoopTurn, setTimeout as sleep } from 'node:timers/promises'
import { LineWriter } from '../jsonl/line-writer.ts'
import type { Redact } from '../jsonl/redact-text.ts'
import { reasonOf } from '../jsonl/storage-error.ts'
import type { RunEvent } from '../run/events.ts'
import { EventEncoder } from './event-encoder.ts'
import type { TrajectoryHeader } from './format.ts'
import { formatLine } from './format-line.ts'

/** How a trajectory is written. */
export interface TrajectoryWriterOptions {
  /** Made where it does not exist, for its owner alone. */
  directory: string
  /** The first line, but for the id of the run, which its first event says. */
  header: Omit<TrajectoryHeader, 'runId'>
  /** Deflates long texts. */
  compress: boolean
  /** Applied to every text before it is written. */
  redact?: Redact | undefined
  /** Told the first failure. Must not throw. */
  onFailure: (message: string) => void
}

/** Events that are encoded in one go: few milliseconds of work. */
const BATCH = 32

/** How long events are gathered for one write: each costs a system call, and nobody reads along faster. */
const GATHERING_MS = 25

/** They come in pieces; the events of their ends hold the whole. */
const PIECES: ReadonlySet<RunEvent['type']> = new Set(['model-call-delta', 'block-output'])

/**
 * Writes the events of a run to a file of its own. The run never waits for it and never fails of it: events queue up,
 * and one write is in flight at a time. What could not be written is left out; what follows does not refer to it.
 */
export class TrajectoryWriter {
  readonly #options: TrajectoryWriterOptions
  readonly #encoder: EventEncoder
  #waiting: RunEvent[] = []
  /** Aborts when there is nothing more to gather. */
  readonly #closing = new AbortController()
  #draining: Promise<void> | undefined
  #file: LineWriter | undefined
  #path: string | undefined
  #hasFailed = false
  /** No file could be made, or the trajectory is closed: nothing is written any more. */
  #isOver = false

  constructor(options: TrajectoryWriterOptions) {
    this.#options = options
    this.#encoder = new EventEncoder({ options: options.header.options, redact: options.redact })
  }

  /** Takes an event to be written. Never throws. */
  write(event: RunEvent): void {
    if (this.#isOver || PIECES.has(event.type)) return
    this.#waiting.push(event)
    this.#draining ??= this.#drain()
  }

  /** Resolves when everything is written, or has failed to be, and the file is closed. Never rejects. */
  async close(): Promise<void> {
    this.#closing.abort()
    await this.#draining
    this.#isOver = true
    await this.#file?.close().catch((error: unknown) => this.#fail(error))
  }

  async #drain(): Promise<void> {
    await sleep(GATHERING_MS, undefined, { signal: this.#closing.signal }).catch(() => undefined)
    while (this.#waiting.length > 0) {
      await this.#writeBatch(this.#waiting.splice(0, BATCH))
      await eventLoopTurn()
    }
    this.#draining = undefined
  }

  async #writeBatch(events: readonly RunEvent[]): Promise<void> {
    try {
      const [first] = events
      this.#file ??= first && (await this.#create(first.runId))
      if (this.#file === undefined) return
      const lines = events.flatMap((event) => this.#encoder.encode(event))
      await this.#file.append(await this.#format(lines))
    } catch (error) {
      this.#encoder.forget()
      this.#fail(error)
    }
  }

  async #format(lines: readonly Parameters<typeof formatLine>[0][]): Promise<string> {
    const formatted = await Promise.all(lines.map((line) => formatLine(line, this.#options.compress)))
    return formatted.join('\n')
  }

  /** The file with its header; a header that cannot be written leaves no file behind, and no further attempt. */
  async #create(runId: string): Promise<LineWriter> {
    const { directory, header } = this.#options
    this.#path = join(directory, fileName(header.createdAt, runId))
    try {
      await mkdir(directory, { recursive: true, mode: 0o700 })
      const file = new LineWriter(await open(this.#path, 'ax', 0o600))
      const { type, version, library, ...rest } = header
      await file
        .append(JSON.stringify({ type, version, library, runId, ...rest } satisfies TrajectoryHeader))
        .catch(async (error: unknown) => {
          await file.close()
          await rm(this.#path ?? '', { force: true })
          throw error
        })
      return file
    } catch (error) {
      this.#isOver = true
      this.#waiting = []
      throw error
    }
  }

  #fail(error: unknown): void {
    if (this.#hasFailed) return
    this.#hasFailed = true
    this.#options.onFailure(
      `A trajectory must be writable; ${JSON.stringify(this.#path)} is not (${reasonOf(error)}). ` +
        'The run goes on, with gaps in it. Repair that, or give another directory as `trajectory`.',
    )
  }
}

/** `2026-11-22T23-20-00-000Z-1b4e28ba.jsonl`: files sort by time. */
function fileName(createdAt: string, runId: string): string {
  return `${createdAt.replaceAll(/[:.]/g, '-')}-${runId.slice(0, 8)}.jsonl`
}
