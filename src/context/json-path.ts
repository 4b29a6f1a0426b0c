import { inertHead } from './inert.ts'

/** A list or object on the way from the context's root to the value that is being looked at. */
export interface Branch {
  value: object
  /** Names of an object's properties; `undefined` for a list. */
  keys: readonly string[] | undefined
  /** Number of children. */
  length: number
  /** How many children were entered; the last of them lies on the way. */
  entered: number
  /** Whether one of these children was a list or object itself. */
  holdsBranches: boolean
}

const IDENTIFIER = /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u
const LONGEST_KEY = 40
const SHOWN_STEPS = 6

/** Where the way leads, as code would write it: `context.items[3].next`. */
export function pathOf(branches: readonly Branch[]): string {
  const head = branches.slice(0, SHOWN_STEPS).map(step)
  const tail = branches.slice(SHOWN_STEPS).slice(-1).map(step)
  const gap = branches.length > SHOWN_STEPS + 1 ? ' … ' : ''
  return `context${head.join('')}${gap}${tail.join('')}`
}

/** The name or index of the child that was entered last. */
export function lastKey({ keys, entered }: Branch): string {
  return keys?.[entered - 1] ?? String(entered - 1)
}

function step(branch: Branch): string {
  const key = inertHead(lastKey(branch), LONGEST_KEY)
  if (branch.keys === undefined) return `[${key}]`
  return IDENTIFIER.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`
}
