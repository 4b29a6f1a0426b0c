import { describe, expect, it } from 'vitest'
import { CHILD_FRAME_TYPES } from '../../src/sandbox/codes.ts'
import { CHILD_MAGIC, encodeFrame } from '../../src/sandbox/frames.ts'
import { MAX_MESSAGES_PER_BLOCK, MAX_PENDING_TIMERS } from '../../src/sandbox/limits.ts'
import type { ChildMessage } from '../../src/sandbox/protocol.ts'
import { fakeChild } from './fake-node.ts'
import { childrenOf } from './processes.ts'
import { openSandbox } from './sandboxes.ts'

const FIRST_BLOCK = 1
const TOOL_HEAD = '{"kind":"tool","promptChars":1,"tool":"missing"}\n'
const OUTCOME = JSON.stringify({ outputTail: '', notes: [], variables: [], names: [] })

function frame(type: ChildMessage['type'], id = 0, text = ''): Buffer {
  return encodeFrame({ code: CHILD_FRAME_TYPES.indexOf(type), id, text }, CHILD_MAGIC, (bytes) => Buffer.alloc(bytes))
}

function frames(count: number, make: (id: number) => Buffer): Buffer {
  return Buffer.concat(Array.from({ length: count }, (_, id) => make(id)))
}

function queryFrame(id: number): Buffer {
  return frame('query', id, '{"kind":"llm","promptChars":1}\np')
}

/** What becomes of a first block whose child answers with `bytes`. */
async function runWith(
  bytes: Buffer,
  deliveries?: number[],
): ReturnType<Awaited<ReturnType<typeof openSandbox>>['runBlock']> {
  const nodePath = fakeChild(frame('ready'), bytes)
  const sandbox = await openSandbox({ nodePath, maxOutputChars: 1000, tools: ['get_weather'] })
  const replay = deliveries && { nowMs: 0, seed: 0, deliveries, onDelivery: () => {}, onDivergence: () => {} }
  return sandbox.runBlock('1', { replay })
}

describe('a child that has been broken into', () => {
  it.each<[string, 'protocol' | 'flood', () => Buffer]>([
    ['random bytes', 'protocol', () => Buffer.from('this is no frame at all')],
    ['a second ready', 'protocol', () => frame('ready')],
    ['a context loaded that nobody sent', 'protocol', () => frame('loaded', 0, '{}')],
    ['output of another block', 'protocol', () => frame('print', FIRST_BLOCK + 1, 'x')],
    ['the end of a block that has not begun', 'protocol', () => frame('done', FIRST_BLOCK + 1, OUTCOME)],
    ['a malformed end', 'protocol', () => frame('done', FIRST_BLOCK, '{}')],
    ['the same call twice', 'protocol', () => frames(2, () => queryFrame(7))],
    ['the same timer twice', 'protocol', () => frames(2, () => frame('timer', 7, '60000'))],
    ['a call of a tool that there is not', 'protocol', () => frame('query', 7, `${TOOL_HEAD}p`)],
    ['too much output', 'flood', () => frame('print', FIRST_BLOCK, 'x'.repeat(10_000))],
    ['too many timers', 'flood', () => frames(MAX_PENDING_TIMERS + 1, (id) => frame('timer', id, '60000'))],
    ['too many messages', 'flood', () => frames(MAX_MESSAGES_PER_BLOCK + 1, (id) => frame('clear-timer', id))],
  ])('is killed for %s', async (_, reason, bytes) => {
    expect((await runWith(bytes())).lost?.reason).toBe(reason)
    expect(childrenOf()).toEqual([])
  })

  const NEVER_MADE = [1_000_000]
  it.each<[string, 'protocol' | 'flood', () => Buffer]>([
    ['a call under the id of a timer', 'protocol', () => Buffer.concat([frame('timer', 7, '60000'), queryFrame(7)])],
    ['more timers than may be held', 'flood', () => frames(2 * MAX_PENDING_TIMERS, (id) => frame('timer', id, '0'))],
    ['more messages than may be held', 'flood', () => frames(MAX_MESSAGES_PER_BLOCK + 1, queryFrame)],
  ])('is killed for %s in a block whose answers are held', async (_, reason, bytes) => {
    expect((await runWith(bytes(), NEVER_MADE)).lost?.reason).toBe(reason)
    expect(childrenOf()).toEqual([])
  })

  it('can end its block, and say so twice', async () => {
    const bytes = Buffer.concat([
      frame('final', FIRST_BLOCK, 'a'),
      frames(2, () => frame('done', FIRST_BLOCK, OUTCOME)),
    ])
    const result = await runWith(bytes)
    expect(result).toMatchObject({ final: 'a' })
    expect(result.lost).toBeUndefined()
  })
})

it('lets the clock run for a child that says it waits, but has not seen everything that was sent', async () => {
  const query = queryFrame(7)
  const received = 0
  const nodePath = fakeChild(frame('ready'), Buffer.concat([query, frame('waiting', FIRST_BLOCK, `${received}`)]))
  const sandbox = await openSandbox({ nodePath, blockTimeoutMs: 100 }, () => new Promise(() => {}))
  expect((await sandbox.runBlock('1')).lost?.reason).toBe('time')
})
