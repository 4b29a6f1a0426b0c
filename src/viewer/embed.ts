/**
 * The page with a trajectory in it, in pieces to be written one after the other: base64 of the raw deflate of its lines,
 * which is a fraction of their size, and can neither end the element that holds it nor mean anything else there.
 */
export async function* embedTrajectory(
  page: string,
  lines: AsyncIterable<string> | Iterable<string>,
): AsyncGenerator<string, void> {
  const place = placeIn(page)
  yield page.slice(0, place)
  yield* base64(ReadableStream.from(encoded(lines)).pipeThrough(new CompressionStream('deflate-raw')))
  yield page.slice(place)
}

const OPENING = /<script\b[^>]*\bid="trajectory"[^>]*>(?=\s*<\/script>)/

/** Where in the page the trajectory goes. */
function placeIn(page: string): number {
  const opening = OPENING.exec(page)
  if (opening === null)
    throw new TypeError('The page must have an empty element `script` with the id `trajectory`; this one has none.')
  return opening.index + opening[0].length
}

async function* encoded(
  lines: AsyncIterable<string> | Iterable<string>,
): AsyncGenerator<Uint8Array<ArrayBuffer>, void> {
  const encoder = new TextEncoder()
  for await (const line of lines) yield encoder.encode(`${line}\n`)
}

/** Three bytes are four letters: what is left of a piece goes with the next one. */
const BYTES_PER_GROUP = 3

async function* base64(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<string, void> {
  let rest = Buffer.alloc(0)
  for await (const piece of pieces) {
    const bytes = Buffer.concat([rest, piece])
    const whole = bytes.length - (bytes.length % BYTES_PER_GROUP)
    yield bytes.toString('base64', 0, whole)
    rest = bytes.subarray(whole)
  }
  yield rest.toString('base64')
}
