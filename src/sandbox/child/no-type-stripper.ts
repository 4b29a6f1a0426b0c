/** Annotations, declarations and assertions as models write them; a miss costs the hint alone. */
const TYPES = [
  /[\w$)\]?]\s*:\s*(?:string|number|boolean|any|unknown|void|object|never|Array<|Record<|Map<|Set<|Promise<|[\w$]+\[\])/,
  /^\s*(?:interface|enum|declare|abstract\s+class)\s+[\w$]/,
  /^\s*(?:export\s+)?type\s+[\w$]+(?:<[^>]*>)?\s*=/,
  /\)\s*:\s*[A-Z{][\w$.<>[\], |]*\s*(?:=>|\{)/,
  /\s(?:as|satisfies)\s+(?:const\b|[\w$]+)/,
]

const WITHOUT_WEB_ASSEMBLY =
  'types cannot be removed here: this sandbox runs without WebAssembly (`jitless`). Write plain JavaScript, without ' +
  'annotations, interfaces and `as`'

/**
 * Stands in for Node's type stripper where there is none. Is asked about code that is no JavaScript, and throws what
 * Node's throws: an error that shows its place where the code has types, and one that says nothing where it has none.
 */
export function refuseTypes(source: string, message: string = WITHOUT_WEB_ASSEMBLY): never {
  const lines = source.split('\n')
  const index = lines.findIndex((line) => TYPES.some((pattern) => pattern.test(line)))
  if (index === -1) throw new SyntaxError('not JavaScript')
  const error = new SyntaxError(message)
  const stack = `sandbox:${index + 1}\n${lines[index]}\n^\n\n${error.name}: ${message}`
  throw Object.assign(error, { code: 'ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX', stack })
}
