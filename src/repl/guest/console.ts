import type { Host } from './bridge.ts'
import type { Format } from './format.ts'
import { append, bare, isObject } from './objects.ts'
import { freeze, NumberOf, setPrototypeOf, stringIndexOf, stringifyJson, stringSlice } from './primordials.ts'

/** What writes to the output of a block. */
export interface Printing {
  print(...values: unknown[]): void
  console: object
  /** Texts with `%s` and the like filled in, as `console.log` does. */
  formatText(values: readonly unknown[]): string
}

const LOGGERS = ['log', 'info', 'warn', 'error', 'debug', 'dir', 'dirxml', 'table', 'trace', 'group', 'groupCollapsed']
const SILENT = ['groupEnd', 'time', 'timeEnd', 'timeLog', 'count', 'countReset', 'clear']

/** Builds `print` and `console`. */
export function createPrinting(host: Host, format: Format): Printing {
  const write = (text: string): void => void host('print', `${text}\n`)
  const formatText = (values: readonly unknown[]): string => fillIn(values, format)
  const log = (...values: unknown[]): void => write(formatText(values))
  const methods: Record<string, unknown> = bare({
    assert: (condition: unknown, ...values: unknown[]) => {
      if (!condition) write(`Assertion failed${values.length > 0 ? `: ${formatText(values)}` : ''}`)
    },
  })
  for (const name of LOGGERS) methods[name] = log
  for (const name of SILENT) methods[name] = () => {}
  const console = freeze(setPrototypeOf(methods, {}) as object)
  return { print: (...values) => write(joinValues(values, 0, format)), console, formatText }
}

function joinValues(values: readonly unknown[], from: number, format: Format): string {
  let text = ''
  for (let index = from; index < values.length; index += 1) {
    const value = values[index]
    text += (index > from ? ' ' : '') + (typeof value === 'string' ? value : format(value))
  }
  return text
}

/** The text of what `console.log` is given. */
function fillIn(values: readonly unknown[], format: Format): string {
  const template = values[0]
  if (typeof template !== 'string' || values.length < 2 || stringIndexOf(template, '%') < 0) {
    return joinValues(values, 0, format)
  }
  const pieces: string[] = []
  let next = 1
  let start = 0
  for (let at = stringIndexOf(template, '%'); at >= 0; at = stringIndexOf(template, '%', at + 2)) {
    const letter = template[at + 1]
    const filled = letter === '%' ? '%' : next < values.length ? directive(letter, values[next], format) : undefined
    if (filled === undefined) continue
    append(pieces, stringSlice(template, start, at) + filled)
    if (letter !== '%') next += 1
    start = at + 2
  }
  const rest = joinValues(values, next, format)
  let text = ''
  for (let index = 0; index < pieces.length; index += 1) text += pieces[index]
  return `${text}${stringSlice(template, start)}${rest && ` ${rest}`}`
}

function directive(letter: string | undefined, value: unknown, format: Format): string | undefined {
  switch (letter) {
    case 's':
      return typeof value === 'string' ? value : format(value)
    case 'd':
    case 'i':
    case 'f':
      return typeof value === 'bigint' || isObject(value) ? format(value) : `${NumberOf(value)}`
    case 'j':
      return stringifyJson(value) ?? 'undefined'
    case 'o':
    case 'O':
      return format(value)
    case 'c':
      return ''
    default:
      return undefined
  }
}
