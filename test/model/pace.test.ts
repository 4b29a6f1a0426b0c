import { expect, it } from 'vitest'
import { ModelError, type ModelErrorDetails } from '../../src/errors.ts'
import { Pace } from '../../src/model/pace.ts'

const REFUSAL = fault({ code: 'rate-limit', status: 429 })

function fault(details: ModelErrorDetails): ModelError {
  return new ModelError('It failed.', details)
}

/** A pace on a clock of its own. `run` sends `calls`, each as soon as it may go, and answers them at once. */
function paced() {
  let now = 0
  const pace = new Pace(() => now)
  const sendNext = (): number => {
    now += pace.waitMs
    return pace.send()
  }
  const run = (calls: number): void => {
    for (let call = 0; call < calls; call += 1) pace.answered(sendNext())
  }
  const pass = (ms: number): void => void (now += ms)
  return { pace, sendNext, run, pass, clock: () => now }
}

/** The same, once 100 calls of the last second have shown a rate of 100 per second and one was refused. */
function slowed() {
  const kit = paced()
  for (let call = 0; call < 99; call += 1) {
    kit.run(1)
    kit.pass(10)
  }
  kit.pace.failed(kit.pace.send(), REFUSAL)
  return kit
}

it('sends without bound until the endpoint refuses', () => {
  const { pace, run, clock } = paced()
  run(1000)
  expect(pace.callsPerSecond).toBe(Infinity)
  expect(clock()).toBe(0)
})

it('goes on a tenth slower than it sent where nearly all calls were answered', () => {
  expect(slowed().pace.callsPerSecond).toBeCloseTo(90, 5)
})

it('halves where nothing was answered any more', () => {
  const { pace, pass, sendNext } = slowed()
  // In that second, as many are sent as may be.
  const sentAt = Array.from({ length: 90 }, sendNext)
  pass(1)
  pace.failed(sentAt.at(-1) ?? 0, REFUSAL)
  expect(pace.callsPerSecond).toBeCloseTo(45, 5)
})

it('does not fall below what was answered in the last second, however often it is refused', () => {
  const { pace, run, sendNext } = slowed()
  run(100)
  for (let burst = 0; burst < 5; burst += 1) pace.failed(sendNext(), REFUSAL)
  expect(pace.callsPerSecond).toBeGreaterThan(80)
})

it.each([503, 529, undefined])('halves on an overload (status %s), however many were answered', (status) => {
  const { pace, run, sendNext } = slowed()
  run(50)
  const before = pace.callsPerSecond
  pace.failed(sendNext(), fault({ code: 'overloaded', status }))
  expect(pace.callsPerSecond).toBeCloseTo(before / 2, 5)
})

it.each<ModelErrorDetails>([
  { code: 'bad-request', status: 400 },
  { code: 'connection' },
  { code: 'timeout' },
  { code: 'quota', status: 429 },
  { code: 'overloaded', status: 409 },
])('is not slowed down by $code (status $status)', (details) => {
  const { pace, sendNext } = slowed()
  const before = pace.callsPerSecond
  pace.failed(sendNext(), fault(details))
  expect(pace.callsPerSecond).toBe(before)
})

it('takes the refusals of calls that were on their way for one', () => {
  const { pace, pass } = paced()
  const sent = Array.from({ length: 60 }, () => pace.send())
  pass(5)
  for (const sentAt of sent) pace.failed(sentAt, REFUSAL)
  expect(pace.callsPerSecond).toBe(30)
})

it('lets a cut take effect for a round trip before it cuts again', () => {
  const { pace, pass } = paced()
  const sentAt = Array.from({ length: 60 }, () => pace.send())[0] ?? 0
  pass(40)
  pace.failed(sentAt, REFUSAL)
  pass(39)
  const early = pace.send()
  pass(1)
  const late = pace.send()
  pace.failed(early, REFUSAL)
  expect(pace.callsPerSecond).toBe(30)
  pace.failed(late, REFUSAL)
  expect(pace.callsPerSecond).toBe(15)
})

it('waits half a second after the refusal of a lone call, then twice as long each time, up to 2 s', () => {
  const { pace, sendNext } = paced()
  const waits = Array.from({ length: 7 }, () => {
    pace.failed(sendNext(), REFUSAL)
    return pace.waitMs
  })
  expect(waits).toEqual([500, 1000, 2000, 2000, 2000, 2000, 2000])
})

it('spaces calls evenly, and catches up what late timers missed', () => {
  const { pace, sendNext, pass } = slowed()
  pace.failed(sendNext(), fault({ code: 'overloaded', status: 503 }))
  const intervalMs = 1000 / pace.callsPerSecond
  expect(pace.waitMs).toBeCloseTo(intervalMs, 5)
  pass(intervalMs + 15)
  pace.send()
  expect(pace.waitMs).toBeCloseTo(intervalMs - 15, 5)
})

it('sends nothing before the time that Retry-After names, of a call on its way too', () => {
  const { pace, pass } = paced()
  const [first, second] = [pace.send(), pace.send()]
  pass(10)
  pace.failed(first, fault({ code: 'rate-limit', retryAfterMs: 2000 }))
  pass(10)
  pace.failed(second, fault({ code: 'rate-limit', retryAfterMs: 3000 }))
  expect(pace.waitMs).toBe(3000)
})

it('holds nobody back for longer than ten minutes, as no call waits for that', () => {
  const { pace, sendNext } = paced()
  pace.failed(sendNext(), fault({ code: 'rate-limit', retryAfterMs: 600_001 }))
  expect(pace.waitMs).toBe(500)
})

it('climbs by a tenth each second near the rate that was refused', () => {
  const { pace, run, sendNext, clock } = slowed()
  run(300)
  pace.failed(sendNext(), REFUSAL)
  const [rate, startedAt] = [pace.callsPerSecond, clock()]
  run(200)
  const seconds = (clock() - startedAt) / 1000
  expect(pace.callsPerSecond).toBeCloseTo(rate + 200 * 0.1, 5)
  expect(pace.callsPerSecond).toBeCloseTo(rate * Math.exp(0.1 * seconds), 0)
})

it('is fast again soon after a cut far below the rate that was refused', () => {
  const { pace, run, sendNext, clock } = slowed()
  run(100)
  pace.failed(sendNext(), REFUSAL)
  const rate = pace.callsPerSecond
  for (let call = 0; call < 2 * rate; call += 1) sendNext()
  for (let storm = 0; storm < 5; storm += 1) pace.failed(sendNext(), REFUSAL)
  expect(pace.callsPerSecond).toBeLessThan(rate / 30)
  const startedAt = clock()
  while (pace.callsPerSecond < (rate / 0.9) * 0.8) run(1)
  expect(clock() - startedAt).toBeLessThan(3000)
})

it('does not grow on calls that had not to wait: they prove nothing', () => {
  const { pace, pass } = slowed()
  const before = pace.callsPerSecond
  for (let call = 0; call < 50; call += 1) {
    pass(200)
    pace.answered(pace.send())
  }
  expect(pace.callsPerSecond).toBe(before)
})
