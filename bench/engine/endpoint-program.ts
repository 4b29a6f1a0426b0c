import { startChatServer } from '../../test/support/chat-server.ts'
import { handlerOf, type Script } from './script.ts'

/** The endpoint's process: sends its URL, then for each message the number of calls that it has refused so far. */
async function serve(script: Script): Promise<void> {
  const { handler, refusals } = handlerOf(script)
  const { url } = await startChatServer(handler)
  process.on('message', () => process.send?.(refusals()))
  process.on('disconnect', () => process.exit())
  process.send?.(url)
}

await serve(JSON.parse(process.argv[2] ?? '') as Script)
