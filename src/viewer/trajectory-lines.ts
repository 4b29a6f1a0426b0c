import { stat } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { readWholeLines } from '../jsonl/read-lines.ts'
import { storageError, systemCode } from '../jsonl/storage-error.ts'
import { TrajectoryParser } from '../trajectory/index.ts'
import { isEndOfRun } from '../trajectory/format.ts'

/** What stands in place of a torn line: torn as well, but sound JSON, so that the page counts it and nothing else comes of it. */
const TORN_LINE = '{}'

/** The file of a trajectory, as lines that the page can trust: each has been checked. */
export class TrajectoryLines {
  readonly #path: string
  readonly #parser: TrajectoryParser
  #offset = 0
  #file: string | undefined
  /** Whether the outermost run has ended. */
  isComplete = false

  constructor(path: string) {
    this.#path = path
    this.#parser = new TrajectoryParser(JSON.stringify(path))
  }

  /**
   * What the file says beyond what was read before, many lines at once, without a last line that is not written to its end.
   *
   * @throws RLMError of code `'storage'` for a file that is no trajectory, or is no longer what was read before.
   */
  async *readBatches(): AsyncGenerator<string[], void> {
    const size = await this.#check()
    if (size <= this.#offset) return
    for await (const bytes of readWholeLines(this.#path, { start: this.#offset })) {
      this.#offset += bytes.length
      yield await this.#checked(bytes.toString().split('\n'))
    }
  }

  /** The same, one by one. */
  async *read(): AsyncGenerator<string, void> {
    for await (const lines of this.readBatches()) yield* lines
  }

  async #checked(lines: readonly string[]): Promise<string[]> {
    const checked: string[] = []
    for (const line of lines) {
      const { tornLines } = this.#parser
      const said = this.#parser.push(line)
      const record = said instanceof Promise ? await said : said
      if (record !== undefined) this.isComplete ||= isEndOfRun(record)
      if (line !== '') checked.push(this.#parser.tornLines > tornLines ? TORN_LINE : line)
    }
    return checked
  }

  /** The file's size; throws where it is another file by now. */
  async #check(): Promise<number> {
    const { dev, ino, size } = await stat(this.#path).catch((error: unknown) => {
      throw this.#file === undefined ? error : this.#isAnother()
    })
    const file = `${dev}:${ino}`
    this.#file ??= file
    if (file !== this.#file || size < this.#offset) throw this.#isAnother()
    return size
  }

  #isAnother(): Error {
    return storageError(
      `A trajectory that is followed must only grow; ${JSON.stringify(this.#path)} was replaced, cut or removed. Open it anew.`,
    )
  }
}

/** How a growing file is followed. */
export interface FollowOptions {
  signal: AbortSignal
  /** Wait before the file is looked at again, in milliseconds. */
  pollMs: number
}

/**
 * The lines of a run that goes on, in batches as they are written, up to the end of the run. A file that is not there yet
 * is waited for.
 */
export async function* followedLines(path: string, { signal, pollMs }: FollowOptions): AsyncGenerator<string[], void> {
  const file = new TrajectoryLines(path)
  while (!signal.aborted) {
    try {
      for await (const batch of file.readBatches()) {
        yield batch
        if (signal.aborted) return
      }
    } catch (error) {
      if (systemCode(error) !== 'ENOENT') throw error
    }
    if (file.isComplete) return
    await sleep(pollMs, undefined, { signal }).catch(() => undefined)
  }
}
