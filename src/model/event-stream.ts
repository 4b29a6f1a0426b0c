/**
 * The payloads of a stream of server-sent events: what follows `data:`, line by line. Chat Completions put each payload
 * on one line. Comments and other fields are passed over.
 */
export async function* eventPayloads(texts: AsyncIterable<string>): AsyncGenerator<string> {
  for await (const line of lines(texts)) {
    if (line.startsWith('data:')) yield line.slice('data:'.length).trim()
  }
}

async function* lines(texts: AsyncIterable<string>): AsyncGenerator<string> {
  let rest = ''
  for await (const text of texts) {
    const whole = (rest + text).split('\n')
    rest = whole.pop() ?? ''
    yield* whole
  }
  // Some servers leave out the newline after the last event.
  if (rest !== '') yield rest
}
