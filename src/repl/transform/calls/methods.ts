import type { AnyNode, CallExpression } from 'acorn'
import { memberName, methodCall } from '../../syntax/tree.ts'

/** Methods of `Promise` that await the elements of a list. */
export const COMBINATORS: ReadonlySet<string> = new Set(['all', 'allSettled', 'any', 'race'])
/** Methods of a promise. */
export const REACTIONS: ReadonlySet<string> = new Set(['then', 'catch', 'finally'])
/** Methods of an array that give another one of its elements. */
export const COPIES: ReadonlySet<string> = new Set(['slice', 'concat', 'reverse', 'toReversed', 'flat', 'splice'])
/** Methods of an array that give one of its elements. */
export const PICKS: ReadonlySet<string> = new Set(['pop', 'shift', 'at'])
/** Methods of an array that add elements. */
export const ADDITIONS: ReadonlySet<string> = new Set(['push', 'unshift'])
/** Methods that read the results of their callback themselves. */
export const READERS: ReadonlySet<string> = new Set(
  'filter find findIndex findLast some every forEach sort toSorted reduce reduceRight replace replaceAll'.split(' '),
)

/** Whether `member` is `promise.then` or one of its kin. */
export function isReaction(member: AnyNode): boolean {
  return REACTIONS.has(memberName(member) ?? '')
}

/** The argument of a call that turns each element of a list into another. */
export function callbackOf(call: CallExpression): AnyNode | undefined {
  const method = methodCall(call)
  if (method?.name === 'map' || method?.name === 'flatMap') return call.arguments[0]
  const isArrayFrom =
    method?.name === 'from' && method.receiver.type === 'Identifier' && method.receiver.name === 'Array'
  return isArrayFrom ? call.arguments[1] : undefined
}
