import { inflate } from '../../trajectory/inflate.ts'
import { RecordSlices } from './record-slices.ts'
import type { SourceListener } from './source-state.ts'

const NO_TRAJECTORY =
  'This page must hold a trajectory; what it holds cannot be read. Write it anew with `rlm view FILE -o FILE.html`.'

/** Reads the trajectory that the page itself holds, as `embedTrajectory` puts it there. */
export async function readEmbedded(base64: string, listener: SourceListener, signal: AbortSignal): Promise<void> {
  listener.onState({ kind: 'reading' })
  await readText(await inflate(base64).catch(() => ''), listener, signal)
}

/** Reads the lines of a trajectory. */
export async function readText(
  text: string,
  { onRecords, onState }: SourceListener,
  signal: AbortSignal,
): Promise<void> {
  onState({ kind: 'reading' })
  const slices = new RecordSlices(onRecords)
  for (const line of linesOf(text)) {
    if (signal.aborted) return
    await slices.add(line)
  }
  slices.flush()
  onState(slices.hasBegun ? { kind: 'whole' } : { kind: 'failed', message: NO_TRAJECTORY })
}

/** One after another: all at once, they would be there twice. */
function* linesOf(text: string): Generator<string, void> {
  let start = 0
  for (let end = text.indexOf('\n'); end !== -1; end = text.indexOf('\n', start)) {
    yield text.slice(start, end)
    start = end + 1
  }
  if (start < text.length) yield text.slice(start)
}
