import { once } from 'node:events'
import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { CHILD_EXIT } from '../../src/sandbox/child-exit.ts'
import { CHILD_FRAME_TYPES, HOST_FRAME_TYPES } from '../../src/sandbox/codes.ts'
import { CHILD_MAGIC, encodeFrame, HOST_MAGIC } from '../../src/sandbox/frames.ts'
import { launchChild } from '../../src/sandbox/launch.ts'
import { sandboxLimits } from '../../src/sandbox/limits.ts'
import { PART_CODE } from '../../src/sandbox/message-parts.ts'
import { systemFeatures } from '../../src/sandbox/system-features.ts'
import { fakeChild } from './fake-node.ts'
import { childrenOf } from './processes.ts'
import { openSandbox } from './sandboxes.ts'

const system = await systemFeatures()

function frameBytes(code: number, id: number, text: string, magic: number): Buffer {
  return encodeFrame({ code, id, text }, magic, (bytes) => Buffer.alloc(bytes))
}

const garbage = fc.uint8Array({ minLength: 1, maxLength: 5000 }).map((bytes) => Buffer.from(bytes))

/** Messages of a host gone mad: in any order, some of them cut or followed by garbage. */
const hostBytes = fc
  .array(
    fc.oneof(
      { weight: 3, arbitrary: fc.tuple(fc.nat(HOST_FRAME_TYPES.length), fc.nat(3), fc.string()) },
      { weight: 1, arbitrary: garbage },
    ),
    { minLength: 1, maxLength: 12 },
  )
  .map((all) => Buffer.concat(all.map((each) => (Buffer.isBuffer(each) ? each : frameBytes(...each, HOST_MAGIC)))))

it('a child that is fed garbage exits by itself, and soon', async () => {
  await fc.assert(
    fc.asyncProperty(hostBytes, async (bytes) => {
      const { process: child } = await launchChild({ limits: sandboxLimits({ memoryMb: 64 }), system })
      const exited = once(child, 'exit') as Promise<[number | null, string | null]>
      child.stdout.resume()
      child.stdin.end(bytes)
      const [code, signal] = await exited
      expect(signal).toBeNull()
      expect(Object.values(CHILD_EXIT)).toContain(code)
    }),
    { numRuns: 20, interruptAfterTimeLimit: 15_000 },
  )
  expect(childrenOf()).toEqual([])
})

const OUTCOME = JSON.stringify({ outputTail: '', notes: [], variables: [], names: [] })
const CALL = '{"kind":"llm","promptChars":1}\np'
const CHILD_TEXTS = ['', '1', '60000', '{}', '[]', 'x', '{"error":"no"}', CALL, OUTCOME]
const childFrame = fc.tuple(
  fc.oneof(fc.nat(CHILD_FRAME_TYPES.length), fc.constant(PART_CODE)),
  fc.nat(3),
  fc.oneof(fc.constantFrom(...CHILD_TEXTS), fc.string()),
)

it('a host that is fed any mixture of messages ends the block or loses the sandbox, and nothing else', async () => {
  const ready = frameBytes(CHILD_FRAME_TYPES.indexOf('ready'), 0, '', CHILD_MAGIC)
  await fc.assert(
    fc.asyncProperty(
      fc.array(childFrame, { minLength: 1, maxLength: 30 }),
      fc.option(garbage),
      async (frames, tail) => {
        const bytes = Buffer.concat([
          ...frames.map((each) => frameBytes(...each, CHILD_MAGIC)),
          tail ?? Buffer.alloc(0),
        ])
        const sandbox = await openSandbox({ nodePath: fakeChild(ready, bytes), blockTimeoutMs: 50 })
        const { lost, error } = await sandbox.runBlock('1')
        expect([undefined, 'time', 'protocol', 'flood']).toContain(lost?.reason)
        expect(error === undefined || lost === undefined).toBe(true)
        await sandbox.close()
      },
    ),
    { numRuns: 15, interruptAfterTimeLimit: 20_000 },
  )
  expect(childrenOf()).toEqual([])
})
