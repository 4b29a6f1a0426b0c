import { expect, it } from 'vitest'
import { Account } from '../../src/cost/account.ts'
import type { Amounts } from '../../src/cost/worst-case.ts'

const ALLOWED = { costUsd: 1, tokens: 100, calls: 10 }

function dollars(costUsd: number): Amounts {
  return { costUsd, tokens: 1, calls: 1 }
}

it('holds nothing once nothing is in flight, though sums of fractions drift', () => {
  const account = new Account()
  const holds = [0.1, 0.2, 0.3].map(dollars)
  for (const worst of holds) account.hold(worst)
  expect(account.freeOf(ALLOWED)).toEqual({ costUsd: expect.closeTo(0.4, 12), tokens: 97, calls: 7 })
  for (const worst of holds) account.end(worst, undefined)
  expect(account.freeOf(ALLOWED)).toEqual(ALLOWED)
})

it('tells equal holds of two calls apart', () => {
  const account = new Account()
  const [one, other] = [dollars(0.5), dollars(0.5)]
  account.hold(one)
  account.hold(other)
  expect([account.end(one, undefined), account.end(one, undefined)]).toEqual([true, false])
  expect(account.freeOf(ALLOWED).costUsd).toBe(0.5)
})
