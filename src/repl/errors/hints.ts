import { lineOf, type HintFacts } from './hint-facts.ts'
import { missingValue } from './missing-value.ts'
import { HOST_NAMES, PYTHON_CALLS, PYTHON_METHODS, PYTHON_NAMES } from './python.ts'
import { YIELD_HINT } from './syntax-hints.ts'

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
  missingValue,
  nothingDestructured,
  propertyCalled,
  joinOnText,
  loadedMistaken,
  pythonMethod,
  reactionOnText,
  promiseTaken,
  notIterable,
  notJson,
  missingAwait,
]

function unknownName(facts: HintFacts): string | undefined {
  const { name, message, loaded, reserved, variables } = facts
  const [, unknown] = (name === 'ReferenceError' && /^(\S+) is not defined/.exec(message)) || []
  if (!unknown) return undefined
  const foreign = foreignName(unknown, lineOf(facts))
  if (foreign) return foreign
  const existing = [...loaded.keys(), ...variables]
  const similar = [...existing, ...reserved].find((known) => isSimilar(known, unknown))
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
  if (unknown === 'yield') return YIELD_HINT
  const host = HOST_NAMES.get(unknown)
  return host && `\`${unknown}\` does not exist: ${host}.`
}

const MAX_LISTED = 40

function listOf(existing: readonly string[]): string {
  if (existing.length === 0) return 'There are no variables.'
  const listed = existing.slice(0, MAX_LISTED).join(', ')
  return existing.length <= MAX_LISTED ? `There are: ${listed}.` : `There are: ${listed}, ….`
}

/** `const { a } = x` where there is no `x`. */
function nothingDestructured({ message }: HintFacts): string | undefined {
  const [, owner] = /^Cannot destructure .* of '(.*)' as it is (?:undefined|null)/.exec(message) ?? []
  return owner && `Look at \`${owner}\` with print first, or take it apart with a default: ${owner} ?? {}.`
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
function loadedMistaken({ message, loaded }: HintFacts): string | undefined {
  const [, name = '', method = ''] = /^(\w+)\.(\w+) is not a function/.exec(message) ?? []
  const type = loaded.get(name)
  if (type === 'string' && ARRAY_METHODS.test(method)) {
    return `\`${name}\` is a string: take it apart first, as in ${name}.split('\\n').`
  }
  if (type === 'array' && STRING_METHODS.test(method)) {
    return `\`${name}\` is an array: use its elements, as in ${name}.map(x => …), or JSON.stringify(${name}).`
  }
  if (type === 'object' && (STRING_METHODS.test(method) || ARRAY_METHODS.test(method))) {
    return `\`${name}\` is an object: look at Object.keys(${name}) first.`
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

/** `for (const [key, value] of object)`. */
function notIterable({ message }: HintFacts): string | undefined {
  if (!/is not iterable/.test(message)) return undefined
  return 'Only arrays, strings, maps and sets can be spread or looped over with `of`: take Object.entries(x) of an object, and `x ?? []` where x may be missing.'
}

/** `JSON.parse(llm_query(…))`. */
function notJson({ name, message }: HintFacts): string | undefined {
  if (name !== 'SyntaxError' || !/is not valid JSON|JSON input|in JSON at/.test(message)) return undefined
  return 'Models put JSON between other text or ``` fences: have llm_query give data, as in llm_query(prompt, { schema: { type: "object" } }), or cut it out, as in s.slice(s.indexOf("{"), s.lastIndexOf("}") + 1).'
}

function missingAwait(facts: HintFacts): string | undefined {
  const { name, message, loaded } = facts
  const [, method = ''] = (name === 'TypeError' && /\.(\w+) is not a function/.exec(message)) || []
  if (!STRING_METHODS.test(method) || words(lineOf(facts)).some((word) => loaded.has(word))) return undefined
  return 'The value is not a string. If it comes from an async function, `await` it; if it is data, look at it with print first.'
}

function words(line: string): string[] {
  return line.match(/[\w$]+/g) ?? []
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
