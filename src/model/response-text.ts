import { untilAborted } from '../abort.ts'
import type { IdleWatch } from './idle-watch.ts'

/** The text of a response, piece by piece as it arrives. However it ends, nothing of the response is left open. */
export async function* responseTexts(response: Response, watch: IdleWatch): AsyncGenerator<string> {
  if (response.body === null) return
  const reader = response.body.getReader()
  const decoder = new TextDecoder()
  try {
    for (;;) {
      const { done, value } = await untilAborted(reader.read(), watch.signal)
      if (done) break
      watch.heard()
      yield decoder.decode(value, { stream: true })
    }
  } finally {
    // Of a response read to its end this is nothing; of any other it closes the connection.
    reader.cancel().catch(() => undefined)
  }
}
