import { expect, it } from 'vitest'
import type { SubCallRequest } from '../../src/sandbox/sandbox.ts'
import { openSandbox } from './sandboxes.ts'

it('runs a block and reports what it printed and evaluated to', async () => {
  const sandbox = await openSandbox()
  const result = await sandbox.runBlock('print("hello")\n1 + 1')
  expect(result).toMatchObject({ stdout: 'hello\n', result: '2', notes: [] })
  expect(result.durationMs).toBeGreaterThan(0)
})

it('keeps variables from block to block', async () => {
  const sandbox = await openSandbox()
  await sandbox.runBlock('const rows = [1, 2, 3]')
  expect(await sandbox.runBlock('rows.length')).toMatchObject({ result: '3' })
})

it('keeps variables after a block that threw', async () => {
  const sandbox = await openSandbox()
  const failed = await sandbox.runBlock('let kept = 5\nnull.x')
  expect(failed.error).toMatchObject({ name: 'TypeError', line: 2 })
  expect(await sandbox.runBlock('kept')).toMatchObject({ result: '5' })
})

it('strips types', async () => {
  const sandbox = await openSandbox()
  expect(await sandbox.runBlock('const sizes: number[] = [4]; sizes[0]')).toMatchObject({ result: '4' })
})

it('gives a synchronous call its answer as a string', async () => {
  const sandbox = await openSandbox()
  expect(await sandbox.runBlock('const reply = llm_query("ping"); typeof reply + " " + reply')).toMatchObject({
    result: expect.stringContaining('string echo:ping'),
  })
})

it('runs 200 awaited calls at once', async () => {
  const calls = 200
  let running = 0
  let release: () => void = () => {}
  const allRunning = new Promise<void>((resolve) => {
    release = resolve
  })
  const sandbox = await openSandbox({}, async ({ prompt }) => {
    running += 1
    if (running === calls) release()
    await allRunning
    return { text: prompt.toUpperCase() }
  })
  const source = `const all = await Promise.all(Array.from({ length: ${calls} }, (_, i) => llm_query("p" + i)))\nall[199]`
  expect(await sandbox.runBlock(source)).toMatchObject({ result: expect.stringContaining('P199') })
})

it('hands over everything that a call says', async () => {
  const requests: SubCallRequest[] = []
  const sandbox = await openSandbox({}, async (request) => {
    requests.push(request)
    return { text: 'ok' }
  })
  await sandbox.runBlock('llm_query("p", { model: "m", recursive: false })\nrlm_query("q", { rows: [1] })')
  expect(requests).toMatchObject([
    { kind: 'llm', prompt: 'p', model: 'm', recursive: false },
    { kind: 'rlm', prompt: 'q', context: { kind: 'json', text: '{"rows":[1]}' } },
  ])
})

it('turns a failed call into an error of the block', async () => {
  const sandbox = await openSandbox({}, async () => {
    throw new Error('no credit left')
  })
  expect((await sandbox.runBlock('llm_query("p")')).error?.message).toContain('no credit left')
})

it('reports the notes of replies once each', async () => {
  const sandbox = await openSandbox({}, async () => ({ text: 'ok', note: 'asked without recursion' }))
  expect((await sandbox.runBlock('llm_query("a"); llm_query("b")')).notes).toEqual(['asked without recursion'])
})

it('refuses calls beyond 10,000 in one block, and goes on', async () => {
  const sandbox = await openSandbox({}, async () => ({ text: 'ok' }))
  const source = 'let failure; try { for (;;) llm_query("p") } catch (error) { failure = error.message }\nfailure'
  expect((await sandbox.runBlock(source)).result).toContain('at most 10000 calls')
  expect(await sandbox.runBlock('llm_query("p")')).toMatchObject({ result: expect.stringContaining('ok') })
})

it('refuses a call of more than 64 million characters, and goes on', async () => {
  const sandbox = await openSandbox()
  const result = await sandbox.runBlock('llm_query("x".repeat(70 * 1024 * 1024))')
  expect(result.error?.message).toContain('may carry at most 67098864 characters')
  expect(result.lost).toBeUndefined()
})

it('keeps the first final, whatever the block does afterwards', async () => {
  const sandbox = await openSandbox()
  const result = await sandbox.runBlock('try { FINAL("first") } catch {}\nFINAL("second")')
  expect(result.final).toBe('first')
})

it('waits for timers', async () => {
  const sandbox = await openSandbox()
  const source = 'await new Promise((resolve) => setTimeout(resolve, 20)); "later"'
  expect((await sandbox.runBlock(source)).result).toContain('later')
})

it('refuses a second block while one runs', async () => {
  const sandbox = await openSandbox()
  const first = sandbox.runBlock('1')
  await expect(sandbox.runBlock('2')).rejects.toThrow(TypeError)
  expect(await first).toMatchObject({ result: '1' })
})

it('tells what a block prints as it arrives, and all of it by the end', async () => {
  const texts: string[] = []
  let beforeAnswer = ''
  const sandbox = await openSandbox({ maxOutputChars: 100 }, async () => {
    beforeAnswer = texts.join('')
    return { text: 'answer' }
  })
  const source = 'print("before"); llm_query("p"); for (let i = 0; i < 100; i += 1) print("line", i)'
  const { stdout } = await sandbox.runBlock(source, { onOutput: (text) => texts.push(text) })
  expect(beforeAnswer).toBe('before\n')
  expect(texts.length).toBeGreaterThan(5)
  expect(texts.join('')).toBe(stdout)
  expect(stdout).toContain('characters not shown')
})

it('tells what a block prints while it still works', async () => {
  const sandbox = await openSandbox({ blockTimeoutMs: 5000 })
  const startedAt = performance.now()
  let firstAfterMs = Infinity
  const onOutput = (): void => void (firstAfterMs = Math.min(firstAfterMs, performance.now() - startedAt))
  const { durationMs } = await sandbox.runBlock(
    'print("early"); const end = Date.now() + 700; while (Date.now() < end);',
    { onOutput },
  )
  expect(durationMs - firstAfterMs).toBeGreaterThan(500)
})
