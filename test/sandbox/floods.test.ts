import { expect, it } from 'vitest'
import { watchStalls } from '../abuse/watch.ts'
import { openSandbox } from './sandboxes.ts'

/** The abuse suite, which has the machine to itself, allows 100; here other tests run beside. */
const MAX_STALL_MS = 300

it.each([
  ['names without end', "for (let i = 0; i < 100; i++) globalThis['v'.repeat(3e5) + i] = 1"],
  ['a prompt that JSON would escape', "llm_query('\\n'.repeat(3e7)).length"],
  ['a long context of a sub-call', 'rlm_query("q", Array.from({ length: 2e6 }, (_, i) => i)).length'],
  ['a long final', "FINAL('\\u20ac'.repeat(3e7))"],
  ['a long candidate', "answer = '\\n'.repeat(2e7); 1"],
  ['the long name of a model', "try { llm_query('x', { model: 'm'.repeat(3e7) }) } catch {}"],
  ['the long name of an error', "const e = new Error('x'); e.name = 'n'.repeat(2e7); throw e"],
  ['thousands of timers', 'for (let i = 0; i < 9000; i++) setTimeout(() => {}, 1000)'],
  ['thousands of calls', 'await Promise.all(Array.from({ length: 9000 }, (_, i) => llm_query_async("x" + i)))'],
])('does not make the host wait for %s', { retry: 2 }, async (_, source) => {
  const sandbox = await openSandbox()
  const readStall = watchStalls()
  const { lost } = await sandbox.runBlock(source)
  expect(lost).toBeUndefined()
  expect(readStall()).toBeLessThan(MAX_STALL_MS)
})
