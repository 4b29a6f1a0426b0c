import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { openSandbox } from './sandboxes.ts'

const LIMIT = { blockTimeoutMs: 400 }

it.each([
  ['an endless loop', 'for (;;) {}'],
  ['an endless loop after an await', 'await null; for (;;) {}'],
  ['an endless chain of microtasks', 'const spin = () => Promise.resolve().then(spin); await spin()'],
  ['a promise that waits for a long timer', 'await new Promise((resolve) => setTimeout(resolve, 60_000))'],
  ['an endless loop of model calls', 'for (;;) try { llm_query("p") } catch {}'],
  ['an endless loop of prints', 'for (;;) print("x")'],
])('ends %s, and keeps the variables', async (_, source) => {
  const sandbox = await openSandbox(LIMIT)
  await sandbox.runBlock('var kept = 7')
  const result = await sandbox.runBlock(source)
  expect(result.error).toBeDefined()
  expect(result.lost).toBeUndefined()
  expect(await sandbox.runBlock('kept')).toMatchObject({ result: '7' })
})

it('kills what cannot be interrupted, and names what is lost', async () => {
  const sandbox = await openSandbox(LIMIT)
  await sandbox.runBlock('var kept = 7')
  const { lost } = await sandbox.runBlock('[].indexOf.call({ length: 2 ** 53 - 1 }, 1)')
  expect(lost).toMatchObject({ reason: 'time', variables: expect.arrayContaining(['kept']) })
})

it('does not count the time that it waits for a model', async () => {
  const sandbox = await openSandbox(LIMIT, async () => {
    await sleep(2 * LIMIT.blockTimeoutMs)
    return { text: 'slow' }
  })
  expect((await sandbox.runBlock('llm_query("p")')).result).toContain('slow')
  expect((await sandbox.runBlock('await llm_query("p")')).result).toContain('slow')
})

it('counts the time that a block works while a model call is pending', async () => {
  const sandbox = await openSandbox(
    LIMIT,
    (_, signal) =>
      new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => reject(new Error('aborted')))
      }),
  )
  const result = await sandbox.runBlock('const pending = llm_query_async("p"); for (;;) {}')
  expect(result.error).toBeDefined()
})

it('aborts the calls of a block that is ended', async () => {
  let signal: AbortSignal | undefined
  const sandbox = await openSandbox(LIMIT, (_, blockSignal) => {
    signal = blockSignal
    return new Promise(() => {})
  })
  await sandbox.runBlock('const pending = llm_query_async("p"); for (;;) {}')
  expect(signal?.aborted).toBe(true)
})

it('survives an interrupt that comes when the block is over', async () => {
  const sandbox = await openSandbox({ blockTimeoutMs: 50 })
  // On a machine that is busy elsewhere even these may run into the 50 ms.
  await expect.poll(async () => (await sandbox.runBlock('var kept = 7')).error).toBeUndefined()
  // The cancel message is not seen while this computes, and the interrupt comes at about its end.
  for (const workMs of [105, 110, 115, 120]) {
    await sandbox.runBlock(`const end = Date.now() + ${workMs}; while (Date.now() < end);`)
  }
  await expect.poll(async () => (await sandbox.runBlock('kept')).result).toBe('7')
})
