const REDACTED = '[redacted]'

/** What a key may be made of; a provider's sentence falls apart into such words. */
const WORDS = /[^\s"'`<>(){}[\],;:]+/g

/** Openings that name the vendor, not the key. */
const KEY_PREFIX = /^(?:sk|gsk|xai|pplx|nvapi|csk|hf)[-_](?:proj-|svcacct-|ant-api\d*-|or-v1-)?/i

const LOOKS_LIKE_A_KEY = /^(?:(?:sk|gsk|xai|pplx|nvapi|csk|hf)[-_]|AIza)\S{2}|\*{3}|…/i

/** Providers quote a key by its ends, of which the shortest seen is four characters long. */
const WINDOW = 4
const SHORTEST_QUOTABLE = 8

/** Takes out of a text every word that is, looks like, or shares four characters in a row with a secret. */
export function redact(text: string, secrets: readonly string[]): string {
  const fragments = secrets.flatMap((secret) => secret.split(/\s+/)).flatMap(fragmentsOf)
  const isSecret = (word: string): boolean =>
    LOOKS_LIKE_A_KEY.test(word) || fragments.some((fragment) => word.includes(fragment))
  return text.replaceAll(WORDS, (word) => (isSecret(word) ? REDACTED : word))
}

function fragmentsOf(secret: string): string[] {
  if (secret.length < WINDOW) return []
  const body = secret.replace(KEY_PREFIX, '')
  if (body.length < SHORTEST_QUOTABLE) return [secret]
  return Array.from({ length: body.length - WINDOW + 1 }, (_, start) => body.slice(start, start + WINDOW))
}
