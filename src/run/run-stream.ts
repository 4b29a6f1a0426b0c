import type { RunEvent } from './events.ts'
import type { RunResult } from './run.ts'

/** A run as the events that it brings. To be iterated once; leaving the loop early aborts the run. */
export interface RunStream<Value = string> extends AsyncIterable<RunEvent> {
  /** Settles as `rlm.run` would. Need not be awaited by who iterates: the loop throws what it rejects with. */
  result: Promise<RunResult<Value>>
}

/** What a run is started with. */
export interface StreamedRun {
  onEvent: (event: RunEvent) => void
  /** Aborts when nobody iterates any more. */
  signal: AbortSignal
}

/** Starts a run and gives its events as they come; those that nobody has taken yet are kept. */
export function streamRun<Value>(start: (run: StreamedRun) => Promise<RunResult<Value>>): RunStream<Value> {
  const left = new AbortController()
  let queue: ReadableStreamDefaultController<RunEvent> | undefined
  const events = new ReadableStream<RunEvent>({
    start: (controller) => void (queue = controller),
    cancel: () => left.abort(new Error('The loop over the events of the run was left.')),
  })
  const onEvent = (event: RunEvent): void => {
    if (!left.signal.aborted) queue?.enqueue(event)
  }
  const result = start({ onEvent, signal: left.signal }).finally(() => left.signal.aborted || queue?.close())
  result.catch(() => {})
  return { result, [Symbol.asyncIterator]: () => iterate(events, result) }
}

async function* iterate(events: ReadableStream<RunEvent>, result: Promise<unknown>): AsyncGenerator<RunEvent, void> {
  yield* events
  await result
}
