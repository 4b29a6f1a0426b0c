import { RESERVED_NAMES } from '../names.ts'
import { HOST_NAMES, PYTHON_CALLS, PYTHON_METHODS, PYTHON_NAMES } from './python.ts'

/** What a hint may draw on. */
export interface HintFacts {
  name: string
  message: string
  /** The line of the error. */
  line: string
  /** What the variable `context` holds. */
  contextType: string
  /** The variables that exist. */
  variables: readonly string[]
}

type Rule = (facts: HintFacts) => string | undefined

/** What was probably meant by code that has failed. The first rule that knows something speaks. */
export function runtimeHint(facts: HintFacts): string | undefined {
  for (const rule of RULES) {
    const hint = rule(facts)
    if (hint !== undefined) return hint
  }
  return undefined
}

const RULES: readonly Rule[] = [
  unknownName,
  propertyCalled,
  joinOnText,
  contextMistaken,
  pythonMethod,
  reactionOnText,
  promiseTaken,
  missingAwait,
]

function unknownName({ name, message, line, variables, contextType }: HintFacts): string | undefined {
  const [, unknown] = (name === 'ReferenceError' && /^(\S+) is not defined/.exec(message)) || []
  if (!unknown) return undefined
  const foreign = foreignName(unknown, line)
  if (foreign) return foreign
  const existing = contextType === 'undefined' ? variables : ['context', ...variables]
  const similar = [...existing, ...RESERVED_NAMES].find((known) => isSimilar(known, unknown))
  return similar ? `Did you mean \`${similar}\`? ${listOf(existing)}` : listOf(existing)
}

/** A name that other languages and hosts have. */
function foreignName(unknown: string, line: string): string | undefined {
  for (const [call] of line.matchAll(/\w+\.\w+/g)) {
    const instead = call.startsWith(`${unknown}.`) ? PYTHON_CALLS.get(call) : undefined
    if (instead) return `\`${call}\` is Python; in JavaScript: ${instead}.`
  }
  const python = PYTHON_NAMES.get(unknown)
  if (python) return `\`${unknown}\` is Python; in JavaScript ${python}.`
  const host = HOST_NAMES.get(unknown)
  return host && `\`${unknown}\` does not exist: ${host}.`
}

const MAX_LISTED = 40

function listOf(existing: readonly string[]): string {
  if (existing.length === 0) return 'There are no variables.'
  const listed = existing.slice(0, MAX_LISTED).join(', ')
  return existing.length <= MAX_LISTED ? `There are: ${listed}.` : `There are: ${listed}, ….`
}

/** `xs.length()`. */
function propertyCalled({ message }: HintFacts): string | undefined {
  const [, property] = /\.(length|size) is not a function/.exec(message) ?? []
  return property && `\`${property}\` is no function: leave the parentheses out, as in x.${property}.`
}

/** `', '.join(xs)`, as Python writes it. */
function joinOnText({ message }: HintFacts): string | undefined {
  if (!/^".*"\.join is not a function/.test(message)) return undefined
  return "`join` is a method of the array: write xs.join(', ')."
}

const STRING_METHODS =
  /^(split|slice|substring|indexOf|includes|match|matchAll|replace|replaceAll|search|trim|toLowerCase|toUpperCase|startsWith|endsWith|charAt)$/
const ARRAY_METHODS = /^(map|filter|forEach|reduce|find|some|every|join|flatMap|push|sort|entries|keys)$/

/** `context.split` where `context` is an array or an object, and `context.map` where it is text. */
function contextMistaken({ message, contextType }: HintFacts): string | undefined {
  const [, method = ''] = /^context\.(\w+) is not a function/.exec(message) ?? []
  if (contextType === 'string' && ARRAY_METHODS.test(method)) {
    return "`context` is a string: take it apart first, as in context.split('\\n')."
  }
  if (contextType === 'array' && STRING_METHODS.test(method)) {
    return `\`context\` is an array: use its elements, as in context.map(x => …), or JSON.stringify(context).`
  }
  if (contextType === 'object' && (STRING_METHODS.test(method) || ARRAY_METHODS.test(method))) {
    return '`context` is an object: look at Object.keys(context) first.'
  }
  return undefined
}

function pythonMethod({ name, message }: HintFacts): string | undefined {
  const [, method = ''] = (name === 'TypeError' && /\.(\w+) is not a function/.exec(message)) || []
  const instead = PYTHON_METHODS.get(method)
  return instead && `\`${method}\` is Python; in JavaScript: ${instead}.`
}

function reactionOnText({ message }: HintFacts): string | undefined {
  if (!/\.(then|catch|finally) is not a function/.test(message)) return undefined
  return 'llm_query without await gives a string: use the value as it is, or write `await llm_query(…)`.'
}

function promiseTaken({ message }: HintFacts): string | undefined {
  if (!/\[object Promise\]|Promise/.test(message) || !/is not iterable|JSON|Unexpected token/.test(message))
    return undefined
  return 'A promise was used as a value: `await` it first.'
}

function missingAwait({ name, message, line }: HintFacts): string | undefined {
  const [, method = ''] = (name === 'TypeError' && /\.(\w+) is not a function/.exec(message)) || []
  if (!STRING_METHODS.test(method) || /\bcontext\b/.test(line)) return undefined
  return 'The value is not a string. If it comes from an async function, `await` it; if it is data, look at it with print first.'
}

/** Whether two names differ by a slip of the keyboard, or in upper and lower case only. */
function isSimilar(a: string, b: string): boolean {
  const slips = b.length > 5 ? 2 : b.length > 2 ? 1 : 0
  return a.toLowerCase() === b.toLowerCase() || editDistance(a, b) <= slips
}

function editDistance(a: string, b: string): number {
  if (Math.abs(a.length - b.length) > 2 || a.length > 100) return Number.POSITIVE_INFINITY
  let row = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i]
    for (let j = 1; j <= b.length; j += 1) {
      const substitution = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
      next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, substitution))
    }
    row = next
  }
  return row[b.length] ?? Number.POSITIVE_INFINITY
}
