import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { propertyRuns } from '../repl/property-runs.ts'
import { expectSamePath, openRecordingSandbox } from './recordings.ts'
import { programs } from './replay-programs.ts'

const { numRuns, timeoutMs } = propertyRuns(0.04)

/** Milliseconds until each call is answered, over and over. */
const delays = fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 1, maxLength: 7 })

it(
  'a program that races takes the same path again, whole or from where its recording breaks off',
  async () => {
    const [first, second] = [await openRecordingSandbox(), await openRecordingSandbox()]
    await fc.assert(
      fc.asyncProperty(
        programs,
        delays,
        delays,
        fc.double({ min: 0, max: 1, noNaN: true }),
        async (program, one, other, part) => {
          const delayMs = (list: number[]) => (call: number) => list[call % list.length]
          const recorded = await first.run(program, { delayMs: delayMs(one) })
          const replayed = await second.run(program, { deliveries: recorded.deliveries, delayMs: delayMs(other) })
          expectSamePath(replayed, recorded)
          const prefix = recorded.deliveries.slice(0, Math.floor(part * recorded.deliveries.length))
          const resumed = await first.run(program, { deliveries: prefix, delayMs: delayMs(other) })
          const again = await second.run(program, { deliveries: resumed.deliveries, delayMs: delayMs(one) })
          expect(resumed.divergences).toBe(0)
          expectSamePath(again, resumed)
        },
      ),
      { numRuns, endOnFailure: true },
    )
  },
  timeoutMs,
)
