import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { timed } from '../measure.ts'

const COUNTER = `
process.stdout.write('ready')
let bytes = 0
process.stdin.on('data', (piece) => (bytes += piece.length)).on('end', () => process.stdout.write(String(bytes)))`

/** Milliseconds in which a one-byte text is encoded and has gone through a pipe to a process that only counts it. */
export async function pipeRaw(text: string): Promise<number> {
  const child = spawn(process.execPath, ['-e', COUNTER], { stdio: ['pipe', 'pipe', 'inherit'] })
  await once(child.stdout, 'data')
  return timed(async () => {
    child.stdin.end(Buffer.from(text, 'latin1'))
    const [counted] = (await once(child.stdout, 'data')) as [Buffer]
    if (Number(counted) !== text.length) throw new Error(`The pipe lost bytes: ${String(counted)} of ${text.length}`)
  })
}
