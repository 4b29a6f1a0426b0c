import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { Script } from './script.ts'

const PROGRAM = fileURLToPath(new URL('endpoint-program.mjs', import.meta.url))

/** An OpenAI-compatible endpoint on the loopback interface, in a process of its own: it shares no event loop with a client. */
export interface Endpoint extends AsyncDisposable {
  /** `http://127.0.0.1:<port>/v1` */
  url: string
  /** Calls that it has refused so far for their rate. */
  refusals(): Promise<number>
}

/** Starts an endpoint that answers as the script says. */
export async function startEndpoint(script: Script): Promise<Endpoint> {
  const process = fork(PROGRAM, [JSON.stringify(script)])
  const message = async (): Promise<unknown> => (await once(process, 'message'))[0] as unknown
  const url = String(await message())
  return {
    url,
    async refusals() {
      process.send('refusals')
      return Number(await message())
    },
    async [Symbol.asyncDispose]() {
      process.disconnect()
      await once(process, 'exit')
    },
  }
}
