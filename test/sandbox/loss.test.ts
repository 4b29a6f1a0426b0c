import { expect, it } from 'vitest'
import { childrenOf } from './processes.ts'
import { openSandbox } from './sandboxes.ts'

it('reports a block that exhausts the heap as out of memory', async () => {
  const sandbox = await openSandbox({ memoryMb: 64 })
  await sandbox.runBlock('var kept = 1')
  const { lost } = await sandbox.runBlock('const rows = []; for (;;) rows.push({ a: Math.random(), b: [1, 2, 3] })')
  expect(lost).toMatchObject({ reason: 'memory', variables: expect.arrayContaining(['kept']) })
  expect(lost?.message).toContain('64 MiB')
})

it('bounds what lies outside the heap too', async () => {
  const sandbox = await openSandbox({ memoryMb: 64 })
  const source =
    'const all = []; let failure; try { for (;;) all.push(new Uint8Array(1 << 24).fill(1)) } catch (e) { failure = e }\nall.length'
  const result = await sandbox.runBlock(source)
  expect(result.lost ?? result).toSatisfy(
    (outcome: { reason?: string; result?: string }) => outcome.reason === 'memory' || Number(outcome.result) < 100,
  )
})

it('keeps a final that was given before the sandbox died', async () => {
  const sandbox = await openSandbox({ memoryMb: 64 })
  const source = 'try { FINAL("saved") } catch {}\nconst rows = []; for (;;) rows.push({ a: Math.random() })'
  expect(await sandbox.runBlock(source)).toMatchObject({ final: 'saved' })
})

it('keeps what was printed before the sandbox died', async () => {
  const sandbox = await openSandbox({ memoryMb: 64 })
  const result = await sandbox.runBlock('print("before")\nconst rows = []; for (;;) rows.push({ a: Math.random() })')
  expect(result.stdout).toContain('before')
})

it('reports a child that something else has ended', async () => {
  const sandbox = await openSandbox({}, async () => {
    process.kill(childrenOf()[0] ?? Number.NaN, 'SIGTERM')
    return { text: 'late' }
  })
  const { lost } = await sandbox.runBlock('llm_query("p")')
  expect(lost).toMatchObject({ reason: 'exit', message: expect.stringContaining('SIGTERM') })
})

it('tells the next block of a child that has died since the one before, then refuses everything', async () => {
  const sandbox = await openSandbox()
  await sandbox.runBlock('const kept = 1')
  for (const pid of childrenOf()) process.kill(pid, 'SIGTERM')
  const { lost, stdout } = await sandbox.runBlock('print(kept)')
  expect(lost).toMatchObject({ reason: 'exit', message: expect.stringContaining('SIGTERM'), variables: ['kept'] })
  expect(stdout).toBe('')
  await expect(sandbox.runBlock('1')).rejects.toMatchObject({ code: 'sandbox' })
})

it('refuses everything after a loss, saying why', async () => {
  const sandbox = await openSandbox({ memoryMb: 64 })
  await sandbox.runBlock('const rows = []; for (;;) rows.push({ a: Math.random() })')
  const gone = { code: 'sandbox', message: expect.stringContaining('64 MiB') }
  await expect(sandbox.runBlock('1')).rejects.toMatchObject(gone)
  await expect(sandbox.load('context', { kind: 'text', text: 'x' })).rejects.toMatchObject(gone)
})

it('keeps an output flood away from the host', async () => {
  const sandbox = await openSandbox({ maxOutputChars: 1000 })
  const result = await sandbox.runBlock('for (let i = 0; i < 200_000; i++) print("line " + i)')
  expect(result.stdout.length).toBeLessThan(3000)
  expect(result.lost).toBeUndefined()
})

it('reports a child that has used up its CPU time, where that is limited', async () => {
  const system = { parentDeathSignal: false }
  const sandbox = await openSandbox({ system, orphanCpuSeconds: 1 })
  expect((await sandbox.runBlock('for (;;) {}')).lost).toMatchObject({
    reason: 'time',
    message: expect.stringContaining('CPU'),
  })
})
