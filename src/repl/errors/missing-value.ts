import type { AnyNode, MemberExpression } from 'acorn'
import { parseBlock } from '../syntax/parse.ts'
import { offsetAt } from '../syntax/position.ts'
import { growTree, memberName, methodCall, unwrap } from '../syntax/tree.ts'
import type { HintFacts } from './hint-facts.ts'

/** What V8 says when a property of nothing is read or set. */
interface Complaint {
  action: string
  nothing: string
  key: string
}

/** Says what was undefined or null where a property of it was read or set, and how that comes about. */
export function missingValue(facts: HintFacts): string | undefined {
  const complaint = complaintOf(facts.message)
  if (!complaint) return undefined
  const { action, nothing, key } = complaint
  const access = accessAt(facts, complaint)
  if (!access) return `What stands before \`${key}\` is ${nothing}: look at it with print first.`
  const owner = textBetween(facts, access.object.start, access.object.end)
  const known = typeOfOwner(unwrap(access.object), facts)
  if (known) return `\`${owner}\` is ${nothing}: ${known}.`
  const property = access.computed ? textBetween(facts, access.object.end, access.end) : key
  const instead = action === 'set' ? `${owner} ??= {}` : `${owner}?.${property}`
  return `\`${owner}\` is ${nothing}${reason(unwrap(access.object), nothing)}. Test it first, or write ${instead}.`
}

function complaintOf(message: string): Complaint | undefined {
  const [, action, nothing = '', key = ''] =
    /^Cannot (read|set) properties of (undefined|null) \(\w+ '([^]*)'\)$/.exec(message) ?? []
  return action === undefined ? undefined : { action, nothing, key }
}

/** The `a.b` at the place of the error: V8 points at the dot, the bracket or the `b`, and for a write behind it. */
function accessAt({ source, position }: HintFacts, { action, key }: Complaint): MemberExpression | undefined {
  const parsed = parseBlock(source, undefined)
  if (!position || 'fault' in parsed) return undefined
  const offset = offsetAt(source, position)
  const isAccess = (node: AnyNode): node is MemberExpression => {
    if (node.type !== 'MemberExpression' || !(node.computed || memberName(node) === key)) return false
    if (action === 'set') return offset >= node.end && source.slice(node.end, offset).trim() === ''
    return offset >= node.object.end && offset <= node.property.start
  }
  return growTree(parsed.program).nodes.find(isAccess)
}

const MAX_SHOWN = 60

/** A part of the source on one line; its end where it is long. */
function textBetween({ source }: HintFacts, start: number, end: number): string {
  const text = source.slice(start, end).replace(/\s*\n\s*/g, '')
  return text.length <= MAX_SHOWN ? text : `…${text.slice(1 - MAX_SHOWN)}`
}

/** `context.items`, where `context` is a string. */
function typeOfOwner(owner: AnyNode, { loaded }: HintFacts): string | undefined {
  if (owner.type !== 'MemberExpression' || owner.object.type !== 'Identifier') return undefined
  const { name } = owner.object
  const type = loaded.get(name)
  if (type === 'string') return `\`${name}\` is a string`
  return type === 'array' && !owner.computed ? `\`${name}\` is an array` : undefined
}

const EMPTY_HANDED = new Set(['at', 'exec', 'find', 'findLast', 'get', 'match', 'pop', 'shift'])

function reason(owner: AnyNode, nothing: string): string {
  const method = methodCall(owner)?.name
  if (method && EMPTY_HANDED.has(method)) return `: ${method}() gives ${nothing} where there is nothing`
  if (owner.type === 'Identifier') {
    return nothing === 'null'
      ? ': match() and exec() give null where nothing matches'
      : ': find(), a missing element and a missing key give undefined'
  }
  return owner.type === 'MemberExpression' && owner.computed ? ': there is no such element or key' : ''
}
