import { expect, it } from 'vitest'
import programWithBuffers from './child/with-buffers.ts?bundle'
import { openSandbox } from './sandboxes.ts'

const WITHOUT_LIMIT = { addressSpaceLimit: false }

it('gives blocks nothing that allocates outside the heap where the system cannot limit that', async () => {
  const sandbox = await openSandbox({ system: WITHOUT_LIMIT })
  const source = `const names = Object.getOwnPropertyNames(globalThis).filter((name) => /Array$|Buffer|DataView/.test(name))
print(names.join())
const reach = [structuredClone([1]), llm_query_batch(['a']), /x/g, new Map([[1, 2]]), 'text']
print(reach.map((each) => Object.prototype.toString.call(each)).join())`
  const { stdout } = await sandbox.runBlock(source)
  expect(stdout.split('\n')[0]).toBe('Array')
  expect((await sandbox.runBlock('new Uint8Array(1 << 30)')).error?.name).toBe('ReferenceError')
})

it('goes on showing and cloning values without them', async () => {
  const sandbox = await openSandbox({ system: WITHOUT_LIMIT })
  const source = 'const copy = structuredClone({ a: [1, new Map([["k", new Set([2])]])], d: new Date(0) })\ncopy'
  expect((await sandbox.runBlock(source)).result).toContain('a: [')
})

it('kills a child that holds more than its limit all the same', async () => {
  const sandbox = await openSandbox({ system: WITHOUT_LIMIT, memoryMb: 64, program: programWithBuffers })
  const source =
    'const all = []; for (;;) { all.push(new Uint8Array(1e7).fill(1)); if (all.length > 300) all.length = 1 }'
  const { lost } = await sandbox.runBlock(source)
  expect(lost).toMatchObject({ reason: 'memory', message: expect.stringContaining('448 MiB') })
})
