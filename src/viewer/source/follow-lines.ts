import { failureOf } from './failure-line.ts'
import { RecordSlices } from './record-slices.ts'
import type { SourceListener } from './source-state.ts'

/** How the server of a page is asked. */
export interface FollowOptions {
  /** Of the page: `lines` stands beside it. */
  url: string
  signal: AbortSignal
  /** Waits between attempts, in milliseconds: after the last one, the server counts as gone. */
  delaysMs?: readonly number[]
}

const DELAYS_MS = [250, 500, 1000, 2000, 4000, 8000, 8000] as const

const GONE =
  'The program that followed this run has ended; what it told is kept. Start `rlm view` again to see whether there is more.'

/** Follows the run that the page's server follows, over as many connections as it takes. */
export async function followLines(
  { onRecords, onState }: SourceListener,
  { url, signal, delaysMs = DELAYS_MS }: FollowOptions,
): Promise<void> {
  onState({ kind: 'reading' })
  const following = new Following(new RecordSlices(onRecords), onState)
  while (!signal.aborted) {
    const isOver = await following.connect(url, signal)
    if (isOver || signal.aborted) return
    const delayMs = delaysMs[following.failedAttempts++]
    if (delayMs === undefined) {
      onState({ kind: 'failed', message: GONE })
      return
    }
    onState({ kind: 'reconnecting' })
    await waited(delayMs, signal)
  }
}

/** What goes on from connection to connection. */
class Following {
  readonly #slices: RecordSlices
  readonly #onState: SourceListener['onState']
  #lines = 0
  /** Since a line has come. */
  failedAttempts = 0

  constructor(slices: RecordSlices, onState: SourceListener['onState']) {
    this.#slices = slices
    this.#onState = onState
  }

  /** Reads what one connection brings; resolves to whether no other is to follow. */
  async connect(url: string, signal: AbortSignal): Promise<boolean> {
    try {
      const response = await fetch(new URL(`lines?from=${this.#lines}`, url), { signal, cache: 'no-store' })
      if (!response.ok || response.body === null) return this.#end('failed', GONE)
      this.#onState({ kind: 'live' })
      return await this.#read(response.body.pipeThrough(new TextDecoderStream()))
    } catch {
      return false
    } finally {
      this.#slices.flush()
    }
  }

  /** A last line without its end is sent again. */
  async #read(stream: ReadableStream<string>): Promise<boolean> {
    const reader = stream.getReader()
    let begun = ''
    for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
      const [first = '', ...rest] = piece.value.split('\n')
      const last = rest.pop()
      begun += first
      if (last === undefined) continue
      for (const line of [begun, ...rest]) {
        const failure = failureOf(line)
        if (failure !== undefined) return this.#end('failed', failure)
        await this.#slices.add(line)
        this.#lines += 1
      }
      begun = last
      this.failedAttempts = 0
      this.#slices.flush()
    }
    return this.#slices.isComplete ? this.#end('whole') : false
  }

  #end(kind: 'whole' | 'failed', message?: string): true {
    this.#slices.flush()
    this.#onState(message === undefined ? { kind } : { kind, message })
    return true
  }
}

function waited(delayMs: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, delayMs)
    signal.addEventListener(
      'abort',
      () => {
        clearTimeout(timer)
        resolve()
      },
      { once: true },
    )
  })
}
