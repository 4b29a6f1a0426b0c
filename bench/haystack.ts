const FILLING = 'The quick brown fox jumps over the lazy dog, and nothing here is worth a look.\n'

/** What stands at the end of a haystack, and nowhere else. */
export const NEEDLE = 'needle 42\n'

/** A text of so many one-byte characters. */
export function haystack(length: number): string {
  const bytes = Buffer.alloc(length, FILLING)
  bytes.write(NEEDLE, length - NEEDLE.length)
  return bytes.toString('latin1')
}
