import type { CallExpression } from 'acorn'
import { RUNTIME_NAME } from '../../names.ts'
import { blank } from '../../syntax/position.ts'
import { methodCall } from '../../syntax/tree.ts'
import type { Block } from '../block.ts'
import type { Edits } from '../edits.ts'

/** `list.method(callback)` becomes `rlm$.name(list,callback)`, in the same places. */
export function callWithList(block: Block, edits: Edits, call: CallExpression, name: string): void {
  const method = methodCall(call)
  const [callback] = call.arguments
  if (!method || !callback) return
  const start = method.callee.object.end
  edits.before(call, `${RUNTIME_NAME}.${name}(`)
  edits.replace({ start, end: callback.start }, `,${blank(block.code.slice(start + 1, callback.start))}`)
}
