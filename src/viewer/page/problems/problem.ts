import type { TreeNode } from '../../model/nodes.ts'
import { failureOf } from '../node/failure.ts'
import { nodeName } from '../node/label.ts'
import { modelCallOf } from '../node/model-calls.ts'

/** Something of a run that went wrong, or that befell it. */
export interface Problem {
  kind: 'error' | 'retry' | 'notice'
  /** Where it is shown. */
  node: TreeNode
  atMs: number
  /** The error's name, which attempt it was, or the kind of notice. */
  name: string
  message: string
}

/** Which problems are listed. */
export type ProblemFilter = 'all' | Problem['kind']

/** All problems of a tree, in the order of the nodes that they are of. */
export function problemsOf(nodes: readonly TreeNode[]): Problem[] {
  return nodes.flatMap((node) =>
    node.kind === 'turn' ? [] : [...retriesOf(node), ...noticeOf(node), ...errorOf(node)],
  )
}

/** How many there are of each kind. */
export function countProblems(problems: readonly Problem[]): Record<ProblemFilter, number> {
  const counts = { all: problems.length, error: 0, retry: 0, notice: 0 }
  for (const { kind } of problems) counts[kind] += 1
  return counts
}

function retriesOf(node: TreeNode): Problem[] {
  return (modelCallOf(node)?.retries ?? []).map(({ atMs, attempt, message }) => ({
    kind: 'retry',
    node,
    atMs,
    name: `Attempt ${attempt} failed`,
    message,
  }))
}

function noticeOf(node: TreeNode): Problem[] {
  if (node.kind !== 'notice') return []
  return [{ kind: 'notice', node, atMs: node.startMs, name: nodeName(node), message: node.text }]
}

function errorOf(node: TreeNode): Problem[] {
  const failure = failureOf(node)
  if (failure === undefined || isTold(node)) return []
  return [{ kind: 'error', node, atMs: node.endMs ?? node.startMs, ...pick(failure) }]
}

function pick({ name, message }: { name: string; message: string }): Pick<Problem, 'name' | 'message'> {
  return { name, message }
}

/** A nested run's failure is that of the sub-call that it answers; a run that fails of a reply has no failure of its own. */
function isTold(node: TreeNode): boolean {
  if (node.kind !== 'run') return false
  if (node.parent !== undefined && failureOf(node.parent) !== undefined) return true
  const reply = node.children.at(-1)?.children.findLast(({ kind }) => kind === 'reply')
  return reply !== undefined && failureOf(reply)?.message === failureOf(node)?.message
}
