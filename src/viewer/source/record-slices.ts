import { TrajectoryDecoder } from '../../trajectory/decoder.ts'
import { isEndOfRun, type TrajectoryRecord } from '../../trajectory/format.ts'
import type { SourceListener } from './source-state.ts'

/** How long the page may be kept busy. */
const SLICE_MS = 20

/** Reads lines in slices between which the page can draw and listen. */
export class RecordSlices {
  readonly #decoder = new TrajectoryDecoder()
  readonly #onRecords: SourceListener['onRecords']
  #records: TrajectoryRecord[] = []
  #sliceStartedAt = performance.now()
  #told = 0
  /** Whether the outermost run has ended. */
  isComplete = false

  constructor(onRecords: SourceListener['onRecords']) {
    this.#onRecords = onRecords
  }

  /** Whether any record has come. */
  get hasBegun(): boolean {
    return this.#told + this.#records.length > 0
  }

  /** Takes a line; resolves when the next may come. */
  async add(line: string): Promise<void> {
    const pushed = this.#decoder.push(line)
    const record = pushed instanceof Promise ? await pushed : pushed
    if (record !== undefined) this.#keep(record)
    if (performance.now() - this.#sliceStartedAt < SLICE_MS) return
    this.flush()
    await pageTurn()
    this.#sliceStartedAt = performance.now()
  }

  /** Hands on what has been read. */
  flush(): void {
    if (this.#records.length === 0) return
    const records = this.#records
    this.#records = []
    this.#told += records.length
    this.#onRecords(records, this.#decoder.tornLines)
  }

  #keep(record: TrajectoryRecord): void {
    this.#records.push(record)
    this.isComplete ||= isEndOfRun(record)
  }
}

/** The page's other tasks come first. A timer would do, but for pages in the background: theirs wait for a second. */
function pageTurn(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel()
    const onMessage = (): void => {
      port1.close()
      resolve()
    }
    port1.addEventListener('message', onMessage, { once: true })
    port1.start()
    port2.postMessage(undefined)
  })
}
