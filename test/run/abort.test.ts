import { describe, expect, it } from 'vitest'
import type { RunEvent } from '../../src/run/events.ts'
import type { Reply } from '../support/chat-server.ts'
import { faultsOf } from '../support/event-tree.ts'
import { failureOf } from '../support/failure.ts'
import { block, recorder, type Script, scriptedRLM } from '../support/script.ts'
import { childrenOf } from '../sandbox/processes.ts'

const never = new Promise<never>(() => {})
const held: Reply = { text: 'late', holdHeaders: never }
const throttled: Reply = { status: 429, headers: { 'retry-after': '30' }, body: {} }
const first = (type: RunEvent['type']) => (event: RunEvent) => event.type === type

/** A phase of a run: what its models answer, and by which event it is known to have been reached. */
interface Phase {
  script: Script
  reached: (event: RunEvent) => boolean
  maxDepth?: number
}

const PHASES: Record<string, Phase> = {
  'before anything': { script: { root: [held] }, reached: first('run-start') },
  'while the root LM is asked': { script: { root: [held] }, reached: first('model-call-start') },
  'while the root LM writes': {
    script: { root: [{ text: 'Let me see. And more.', pieces: ['Let me', ' see.'], holdAfterFirst: never }] },
    reached: first('model-call-delta'),
  },
  'while a retry waits': { script: { root: [throttled] }, reached: first('model-call-retry') },
  'while a block works': { script: { root: [block('print(1); for (;;) {}')] }, reached: first('block-start') },
  'while a block cannot be interrupted': {
    script: { root: [block('[].indexOf.call({ length: 2 ** 53 - 1 }, 1)')] },
    reached: first('block-start'),
  },
  'while an early block works and the root LM still writes': {
    script: { root: [{ text: '', pieces: [`${block('for (;;) {}')}\n`, 'x'], holdAfterFirst: never }] },
    reached: first('block-start'),
  },
  'while a block waits for a sub-call': {
    script: { root: [block('llm_query("x")')], sub: () => held },
    reached: first('sub-call-start'),
  },
  'while a nested run works': {
    script: { root: [block('llm_query("x")')], sub: () => block('for (;;) {}') },
    maxDepth: 2,
    reached: (event) => event.type === 'block-start' && event.depth === 1,
  },
  'while two hundred calls wait for a slot': {
    script: {
      root: [block('await llm_query_batch(Array.from({ length: 200 }, (_, i) => `p${i}`))')],
      sub: () => held,
    },
    reached: first('sub-call-start'),
  },
  'while the sandbox is replaced': {
    script: { root: [block('process.exit')] },
    reached: first('block-end'),
  },
}

describe('an abort', () => {
  // The processors of a test machine have other things to do, too.
  it.each(Object.keys(PHASES))('%s ends everything within 100 ms', { retry: 2 }, async (name) => {
    const { script: replies, reached, maxDepth = 1 } = PHASES[name] ?? { script: { root: [] }, reached: () => false }
    const controller = new AbortController()
    await using script = await scriptedRLM(replies, { maxDepth })
    const { events, onEvent } = recorder()
    let abortedAt = Infinity
    const run = script.rlm.run('some context', 'q', {
      signal: controller.signal,
      onEvent(event) {
        onEvent(event)
        if (abortedAt < Infinity || !reached(event)) return
        abortedAt = performance.now()
        // What the event tells of is under way by then.
        setImmediate(() => controller.abort(new Error('enough')))
      },
    })
    const error = await failureOf(run)
    const tookMs = performance.now() - abortedAt
    expect(error).toMatchObject({ code: 'aborted', cause: { message: 'enough' } })
    expect(tookMs).toBeLessThan(100)
    expect(childrenOf()).toEqual([])
    expect(faultsOf(events)).toEqual([])
    await expect.poll(() => script.server.inFlight).toBe(0)
  })
})
