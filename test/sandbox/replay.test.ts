import { describe, expect, it } from 'vitest'
import { expectSamePath, openRecordingSandbox } from './recordings.ts'
import { openSandbox } from './sandboxes.ts'

/** Calls, timers, chance and time, all of them racing. */
const RACES = `const log = []
const say = (what) => { log.push(what); print(what, Date.now() % 1e6, Math.random()) }
const timer = (ms) => new Promise((resolve) => setTimeout(resolve, ms, 'timer ' + ms))
const named = async (name) => { say(name + ' begins'); const answer = await llm_query(name); say(answer); return answer }
const race = await Promise.race([named('a'), named('b'), named('c'), timer(4), timer(9)])
say('won by ' + race)
const all = await Promise.all(['d', 'e', 'f'].map(async (name) => {
  const first = await named(name)
  if (Math.random() < 0.5) await timer(2)
  return first + (await named(name + name))
}))
say(all.join())
const kept = [llm_query_async('g'), llm_query_async('h'), timer(3)]
say(llm_query('sync'))
say(await Promise.any([llm_query_async('fail'), ...kept]))
const cleared = setTimeout(say, 5, 'never or late')
await llm_query('i')
clearTimeout(cleared)
say(JSON.stringify(await Promise.allSettled([llm_query_async('fail'), ...kept])))
say(llm_query_batch(['j', 'k', 'fail', 'l']).join())
log.join('; ')`

const jitter = (seed: number) => (call: number) => ((call * 7919 + seed * 104_729) % 11) + 0

describe('a block that is run again with its recorded deliveries', () => {
  it('takes the same path, however late its answers come', async () => {
    const [first, second] = [await openRecordingSandbox(), await openRecordingSandbox()]
    for (const seed of [1, 2, 3, 4, 5]) {
      const recorded = await first.run(RACES, { delayMs: jitter(seed) })
      expect(recorded.result.error).toBeUndefined()
      const { deliveries } = recorded
      expectSamePath(await second.run(RACES, { deliveries, delayMs: jitter(seed + 17) }), recorded)
    }
  })

  it('gives a race to whom it was given, whoever would win it now', async () => {
    const source = 'await Promise.race([llm_query_async("a"), llm_query_async("b")])'
    const { run } = await openRecordingSandbox()
    const [first, second] = [
      await run(source, { deliveries: [1, 2], delayMs: (call) => 60 / call }),
      await run(source, { deliveries: [2, 1], delayMs: (call) => 30 * call }),
    ]
    expect([first.result.result, second.result.result]).toEqual(["'a#1'", "'b#2'"])
  })

  it('does not wait for its timers', async () => {
    const { run } = await openRecordingSandbox({ blockTimeoutMs: 5000 })
    const source = (ms: number): string =>
      `const at = (ms) => new Promise((resolve) => setTimeout(resolve, ms, ms)); [await at(${ms}), await Promise.race([at(${2 * ms}), llm_query_async("p")])]`
    const recorded = await run(source(30_000), { deliveries: [1, 3], delayMs: () => 10 })
    expect(recorded.result.result).toBe("[ 30000, 'p#1' ]")
    const timerFirst = await run(source(30_000), { deliveries: [1, 2, 3], delayMs: () => 10 })
    expect(timerFirst.result.result).toBe('[ 30000, 60000 ]')
  })

  it('is told of no delivery that was recorded, and of each that was not before it is answered', async () => {
    const { run } = await openRecordingSandbox()
    const source = 'await llm_query("a"); await llm_query("b"); await llm_query("c")'
    const whole = await run(source)
    expect(whole.deliveries).toEqual([1, 2, 3])
    const { events } = await run(source, { deliveries: [1] })
    expect(events).toEqual(['asked a', 'asked b', 'delivered 2', 'asked c', 'delivered 3'])
  })

  it('goes on from any point at which its recording breaks off', async () => {
    const { run } = await openRecordingSandbox()
    const whole = await run(RACES, { delayMs: jitter(1) })
    for (let length = 0; length <= whole.deliveries.length; length += 3) {
      const resumed = await run(RACES, { deliveries: whole.deliveries.slice(0, length), delayMs: jitter(length) })
      expect(resumed.result.error).toBeUndefined()
      expect(resumed.divergences).toBe(0)
      expect(resumed.deliveries.slice(0, length)).toEqual(whole.deliveries.slice(0, length))
      const again = await run(RACES, { deliveries: resumed.deliveries, delayMs: jitter(length + 1) })
      expect(again.result).toEqual({ ...resumed.result, variables: again.result.variables })
      expect(again.prompts).toEqual(resumed.prompts)
    }
  })

  it('does not depend on the calls of blocks before it', async () => {
    const { run } = await openRecordingSandbox()
    const source = 'await Promise.race([llm_query_async("a"), llm_query_async("b")])'
    await run('llm_query_batch(["x", "y", "z"])')
    const replayed = await run(source, { deliveries: [2, 1], delayMs: (call) => 20 * call })
    expect(replayed).toMatchObject({ divergences: 0, deliveries: [2, 1], result: { result: "'b#2'" } })
  })

  it('keeps its order where a call is refused before it leaves the sandbox', async () => {
    const { run } = await openRecordingSandbox()
    const source = `const failed = async (call) => { try { return await call } catch (error) { return error.message.slice(0, 30) } }
const long = 'x'.repeat(64 * 1024 * 1024)
const log = []
await Promise.all([failed(llm_query_async(long)), failed(llm_query_async('a')), failed(llm_query_async('fail'))].map(async (each) => log.push(await each)))
log`
    const replayed = await run(source, { deliveries: [2, 1], delayMs: (call) => 20 * call })
    expect(replayed.result.result).toMatch(/^\[ 'One call may carry at most 670', 'no fail', 'a#1' \]$/)
    expect(replayed.deliveries).toEqual([2, 1])
  })
})

describe('a block that does not wait for what is recorded', () => {
  it('is told of once, and goes on', async () => {
    const { run } = await openRecordingSandbox()
    const diverged = await run('await Promise.all([llm_query_async("a"), llm_query_async("b")])', {
      deliveries: [2, 9, 1],
      delayMs: (call) => 10 * call,
    })
    expect(diverged).toMatchObject({ divergences: 1, result: { result: "[ 'a#1', 'b#2' ]" } })
    expect(diverged.events).toEqual(['asked a', 'asked b', 'diverged', 'delivered 1'])
  })

  it.each([
    ['blocks for an answer', 'llm_query("a")'],
    ['awaits a timer', 'await new Promise((resolve) => setTimeout(resolve, 5, "t"))'],
    [
      'blocks for one answer while another is held',
      'const kept = llm_query_async("k"); const a = llm_query("a"); a + await kept',
    ],
    ['leaves calls behind', 'llm_query_async("a"); 1'],
  ])('ends where it %s', async (_, source) => {
    const { run } = await openRecordingSandbox({ blockTimeoutMs: 5000 })
    const { divergences, result } = await run(source, { deliveries: [7, 1, 2], delayMs: () => 5 })
    expect(divergences).toBe(1)
    expect(result.error).toBeUndefined()
  })

  it('is not told of where it ends before', async () => {
    const { run } = await openRecordingSandbox()
    expect(await run('1 + 1', { deliveries: [1, 2] })).toMatchObject({ divergences: 0, result: { result: '2' } })
  })
})

describe('a block that is stopped while its answers are held', () => {
  it('ends, and leaves nothing to the next', async () => {
    const { run } = await openRecordingSandbox()
    const controller = new AbortController()
    const running = run('await Promise.all([llm_query_async("a"), llm_query_async("b")])', {
      deliveries: [2, 1],
      delayMs: (call) => (call === 1 ? 0 : undefined),
      stop: controller.signal,
    })
    setTimeout(() => controller.abort(), 50)
    const { result, divergences } = await running
    expect([result.error?.name, divergences]).toEqual(['TimeoutError', 0])
    expect(await run('llm_query("next")')).toMatchObject({ deliveries: [1], result: { result: "'next#1'" } })
  })

  it('is not ended by its time: it waits for a model', async () => {
    const { run } = await openRecordingSandbox({ blockTimeoutMs: 300 })
    const { result } = await run('await Promise.all([llm_query_async("a"), llm_query_async("b")])', {
      deliveries: [2, 1],
      delayMs: (call) => (call === 1 ? 0 : 900),
    })
    expect(result.result).toBe("[ 'a#1', 'b#2' ]")
  })

  it('is ended by its time where it works', async () => {
    const { run } = await openRecordingSandbox({ blockTimeoutMs: 300 })
    const { result } = await run('const kept = llm_query_async("a"); for (;;) {}', { deliveries: [2, 1] })
    expect(result.error?.name).toBe('TimeoutError')
  })
})

it.each([
  { nowMs: 1.5, seed: 0 },
  { nowMs: -1, seed: 0 },
  { nowMs: Number.NaN, seed: 0 },
  { nowMs: 0, seed: 2 ** 32 },
  { nowMs: 0, seed: -1 },
])('refuses a start of %o', async (start) => {
  const sandbox = await openSandbox()
  const replay = { ...start, deliveries: [], onDelivery: () => {}, onDivergence: () => {} }
  await expect(sandbox.runBlock('1', { replay })).rejects.toThrow(
    /must be an integer from 0 to \d+; received .+\. Take/,
  )
  expect((await sandbox.runBlock('1')).result).toBe('1')
})

it('reads the real time and real chance in blocks without replay', async () => {
  const sandbox = await openSandbox()
  const { result = '' } = await sandbox.runBlock('Date.now()')
  expect(Math.abs(Number(result) - Date.now())).toBeLessThan(60_000)
})
