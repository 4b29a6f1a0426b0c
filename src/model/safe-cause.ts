const MAX_DEPTH = 4
const MAX_MESSAGE_CHARS = 2000

/**
 * An error and its causes retold with name, code and message alone. The errors of an HTTP library carry requests,
 * headers and bodies; nothing that is thrown on may.
 */
export function safeCause(error: unknown, redact: (text: string) => string, depth = 1): Error | undefined {
  if (!(error instanceof Error)) return undefined
  const cause = depth < MAX_DEPTH ? safeCause(error.cause, redact, depth + 1) : undefined
  const retold = new Error(
    redact(error.message.slice(0, MAX_MESSAGE_CHARS)),
    cause === undefined ? undefined : { cause },
  )
  retold.name = redact(error.name)
  return Object.assign(retold, codeOf(error, redact))
}

function codeOf(error: Error, redact: (text: string) => string): { code?: string } {
  return 'code' in error && typeof error.code === 'string' ? { code: redact(error.code) } : {}
}

/** The error itself, its cause, and so on down. */
export function causeChain(error: unknown): Error[] {
  const chain: Error[] = []
  for (let next = error; next instanceof Error && chain.length < MAX_DEPTH; next = next.cause) chain.push(next)
  return chain
}
