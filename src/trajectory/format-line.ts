import { promisify } from 'node:util'
import { deflateRaw } from 'node:zlib'
import type { EventLine } from './event-encoder.ts'
import type { TextLine, TrajectoryHeader } from './format.ts'

const deflate = promisify(deflateRaw)

/** Shorter texts gain nothing. */
const SHORTEST_COMPRESSED = 500

/** One line of the file, without its end. With `compress`, a long text is deflated, off the main thread. */
export async function formatLine(line: TrajectoryHeader | TextLine | EventLine, compress: boolean): Promise<string> {
  if (!compress || !isLongText(line)) return JSON.stringify(line)
  const bytes = await deflate(JSON.stringify(line.text))
  return JSON.stringify({ type: 'text', id: line.id, deflate: bytes.toString('base64') } satisfies TextLine)
}

function isLongText(line: { type: string; text?: unknown }): line is TextLine & { text: string } {
  return line.type === 'text' && typeof line.text === 'string' && line.text.length >= SHORTEST_COMPRESSED
}
