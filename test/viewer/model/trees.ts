import { z } from 'zod'
import { parseTrajectory } from '../../../src/trajectory/parser.ts'
import type { TreeNode } from '../../../src/viewer/model/nodes.ts'
import type { TrajectoryRecord } from '../../../src/trajectory/format.ts'
import { TrajectoryTree } from '../../../src/viewer/model/trajectory-tree.ts'
import type { RLMOptions } from '../../../src/options.ts'
import { errorBody } from '../../support/chat-server.ts'
import { block, type Script } from '../../support/script.ts'
import { record } from '../../trajectory/recordings.ts'

/** The tree that records make. */
export function treeOf(records: Iterable<TrajectoryRecord>): TrajectoryTree {
  const tree = new TrajectoryTree()
  for (const one of records) tree.add(one)
  return tree
}

/** What the file of a run says that is made for this. */
export async function recordsOf(script: Script, options: RLMOptions = {}, context = 'some context') {
  const { text } = await record(script, options, { context, query: 'What is it?' })
  const { header, events } = await parseTrajectory(text)
  return [header, ...events]
}

const LOOKUP = {
  description: 'Looks something up.',
  parameters: z.object({ id: z.number() }),
  execute: () => ({ name: 'seven' }),
}

let everything: Promise<TrajectoryRecord[]> | undefined

/**
 * A run with blocks and calls that fail, a call that is made again, plain calls, a tool and a nested run; made once, in
 * the first test that asks for it.
 */
export function recordedOnce(): Promise<TrajectoryRecord[]> {
  return (everything ??= recordEverything())
}

function recordEverything(): Promise<TrajectoryRecord[]> {
  const script: Script = {
    root: [
      { status: 500, body: errorBody('overloaded', 'server_error') },
      `Let me see.\n${block('print("y".repeat(300))\nawait lookup({ id: 7 })')}\n${block('null.x')}`,
      block('const plain = llm_query_batched(["leaf", "twig", "refused"], { recursive: false })\nplain.length'),
      block('FINAL([...plain.slice(0, 2), llm_query("nested")].join("+"))'),
    ],
    sub: (prompt) => {
      if (prompt === 'refused') return { status: 400, body: errorBody('never', 'invalid_request_error') }
      return prompt === 'leaf' || prompt === 'twig' ? `plain ${prompt}` : block('FINAL(`${llm_query("leaf")}!`)')
    },
  }
  return recordsOf(script, { maxDepth: 2, tools: { lookup: LOOKUP } })
}

/** How long some work takes where nothing else holds it up, in milliseconds. */
export function fastestOf(times: number, work: () => void): number {
  const durations = Array.from({ length: times }, () => {
    const startedAt = performance.now()
    work()
    return performance.now() - startedAt
  })
  return Math.min(...durations)
}

/** The tree in words, one line a node. */
export function outline(tree: TrajectoryTree): string[] {
  return tree.nodes.map((node) => `${'  '.repeat(levelOf(node))}${named(node)}`)
}

function levelOf({ parent }: TreeNode): number {
  return parent === undefined ? 0 : levelOf(parent) + 1
}

function named(node: TreeNode): string {
  const failed = node.outcome?.ok === false ? ' failed' : ''
  const open = node.endMs === undefined ? ' open' : ''
  return `${node.kind}${failed}${open}`
}
