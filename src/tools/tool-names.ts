import { inspect } from 'node:util'

/** A sandbox takes up to 200. */
const LONGEST = 100

const IDENTIFIER = /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u

/** Words of the language, strict mode's and those of modules included. */
const RESERVED_WORDS = `
  arguments async await break case catch class const continue debugger default delete do else enum eval export extends
  false finally for function if implements import in instanceof interface let new null package private protected public
  return static super switch this throw true try typeof var void while with yield`

/** What every realm has (ECMA-262 and V8's own): a tool of such a name would break the code that relies on it. */
const BUILT_INS = `
  AggregateError Array ArrayBuffer AsyncDisposableStack Atomics BigInt BigInt64Array BigUint64Array Boolean DataView Date
  DisposableStack Error EvalError FinalizationRegistry Float16Array Float32Array Float64Array Function Infinity Int16Array
  Int32Array Int8Array Intl Iterator JSON Map Math NaN Number Object Promise Proxy RangeError ReferenceError Reflect RegExp
  Set SharedArrayBuffer String SuppressedError Symbol SyntaxError Temporal TypeError URIError Uint16Array Uint32Array
  Uint8Array Uint8ClampedArray WeakMap WeakRef WeakSet WebAssembly decodeURI decodeURIComponent encodeURI
  encodeURIComponent escape globalThis isFinite isNaN parseFloat parseInt undefined unescape __proto__`

/** Variables of the REPL that stand for the run's material. */
const VARIABLES = 'answer context contexts history'

const TAKEN: ReadonlySet<string> = new Set(`${RESERVED_WORDS} ${BUILT_INS} ${VARIABLES}`.trim().split(/\s+/))

/**
 * What is wrong with the name of a tool, as rule, value and remedy; `undefined` for a good one.
 *
 * @param reserved The names that the REPL defines.
 */
export function checkToolName(name: string, reserved: ReadonlySet<string>): string | undefined {
  const shown = inspect(name.slice(0, 80))
  if (!IDENTIFIER.test(name)) {
    return `A name in \`tools\` must be a JavaScript identifier, since blocks call it; received ${shown}. Use letters, digits and _, such as find_order.`
  }
  if (name.length > LONGEST) {
    return `A name in \`tools\` must have at most ${LONGEST} characters; received ${name.length} of them. Shorten it.`
  }
  if (!TAKEN.has(name) && !reserved.has(name)) return undefined
  return `A name in \`tools\` must not be one that JavaScript or the REPL has already; received ${shown}. Name it after what it does, such as find_order.`
}
