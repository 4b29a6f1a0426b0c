import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from 'vitest'
import type { ChildSandboxOptions } from '../../src/sandbox/host.ts'
import type { BlockResult, Sandbox, SubCallRequest } from '../../src/sandbox/sandbox.ts'
import { openSandbox } from './sandboxes.ts'

/** What one run of a block has shown. */
export interface Recording {
  deliveries: number[]
  prompts: string[]
  divergences: number
  result: Omit<BlockResult, 'durationMs'>
  /** Everything that was told and asked, in order. */
  events: string[]
}

/** How a block is to be run. */
interface Running {
  /** The order to keep. Default: none, the block is recorded. */
  deliveries?: readonly number[]
  /** Milliseconds until a call is answered, by its place in the block. `undefined`: never. */
  delayMs?: (call: number) => number | undefined
  stop?: AbortSignal
}

/** A sandbox whose blocks are repeatable. */
export interface RecordingSandbox {
  sandbox: Sandbox
  run: (source: string, running?: Running) => Promise<Recording>
}

const START = { nowMs: 1_767_225_600_000, seed: 42 }

/** Opens it. A call is answered with its prompt and its place in the block; it fails where the prompt says so. */
export async function openRecordingSandbox(options: ChildSandboxOptions = {}): Promise<RecordingSandbox> {
  let answer = async (_request: SubCallRequest): Promise<string> => ''
  const sandbox = await openSandbox(options, async (request) => ({ text: await answer(request) }))
  return {
    sandbox,
    run: async (source, { deliveries = [], delayMs = () => 0, stop } = {}) => {
      const recording = { deliveries: [...deliveries], prompts: [] as string[], divergences: 0, events: [] as string[] }
      answer = async ({ prompt }) => {
        const call = recording.prompts.push(prompt)
        recording.events.push(`asked ${prompt}`)
        const delay = delayMs(call)
        if (delay === undefined) return new Promise<never>(() => {})
        if (delay > 0) await sleep(delay)
        if (prompt.startsWith('fail')) throw new Error(`no ${prompt}`)
        return `${prompt}#${call}`
      }
      const replay = {
        ...START,
        deliveries,
        onDelivery: (id: number): void => {
          recording.deliveries.push(id)
          recording.events.push(`delivered ${id}`)
        },
        onDivergence: (): void => {
          recording.divergences += 1
          recording.events.push('diverged')
        },
      }
      const { durationMs: _, ...result } = await sandbox.runBlock(source, { replay, stop })
      return { ...recording, result }
    },
  }
}

/** A timer that fires as the block ends is told of, or not: the block does not hear of it. */
export function expectSamePath(replayed: Recording, recorded: Recording): void {
  const deliveries = replayed.deliveries.slice(0, recorded.deliveries.length)
  expect({ ...replayed, deliveries, events: [] }).toEqual({ ...recorded, events: [] })
}
