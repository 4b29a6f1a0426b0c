import { expect, it } from 'vitest'
import { openChildSandbox } from '../../src/sandbox/host.ts'
import { childrenOf } from './processes.ts'
import { echo, openSandbox } from './sandboxes.ts'

it('resolves a block in flight as lost when it is closed', async () => {
  const sandbox = await openSandbox()
  await sandbox.runBlock('var kept = 1')
  const running = sandbox.runBlock('for (;;) {}')
  await sandbox.close()
  expect((await running).lost).toMatchObject({ reason: 'closed', variables: expect.arrayContaining(['kept']) })
})

it('aborts the calls of a block in flight when it is closed', async () => {
  let signal: AbortSignal | undefined
  let asked: () => void = () => {}
  const call = new Promise<void>((resolve) => {
    asked = resolve
  })
  const sandbox = await openSandbox({}, (_, blockSignal) => {
    signal = blockSignal
    asked()
    return new Promise(() => {})
  })
  const running = sandbox.runBlock('llm_query("p")')
  await call
  await sandbox.close()
  expect(signal?.aborted).toBe(true)
  expect((await running).lost).toMatchObject({ reason: 'closed' })
})

it('rejects a context in flight when it is closed', async () => {
  const sandbox = await openSandbox()
  const loading = sandbox.load('context', { kind: 'text', text: 'x'.repeat(50_000_000) })
  const closing = sandbox.close()
  await expect(loading).rejects.toMatchObject({ code: 'sandbox' })
  await closing
})

it('may be closed again and again', async () => {
  const sandbox = await openSandbox()
  await Promise.all([sandbox.close(), sandbox.close()])
  await sandbox.close()
  await expect(sandbox.runBlock('1')).rejects.toMatchObject({ code: 'sandbox' })
})

it('leaves no process, timer, pipe or listener behind', async () => {
  const before = { resources: activeResources(), listeners: process.listenerCount('SIGUSR1') }
  const sandboxes = await Promise.all([1, 2, 3].map(() => openChildSandbox({}, echo)))
  expect(childrenOf()).toHaveLength(3)
  expect(process.listenerCount('SIGUSR1')).toBe(before.listeners + 1)
  await Promise.all(sandboxes.map((sandbox) => sandbox.runBlock('setTimeout(() => {}, 50_000); llm_query("p")')))
  await Promise.all(sandboxes.map((sandbox) => sandbox.close()))
  expect(childrenOf()).toEqual([])
  expect(process.listenerCount('SIGUSR1')).toBe(before.listeners)
  await expect.poll(() => added(before.resources, activeResources())).toEqual([])
})

/** Kinds of the open handles and requests of this process, the test runner's included. */
function activeResources(): string[] {
  return process.getActiveResourcesInfo().filter((name) => name !== 'Immediate')
}

/** What `after` holds over and above `before`. */
function added(before: string[], after: string[]): string[] {
  const left = [...before]
  return after.filter((name) => {
    const index = left.indexOf(name)
    if (index !== -1) left.splice(index, 1)
    return index === -1
  })
}
