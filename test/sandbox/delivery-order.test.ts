import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Delivery, DeliveryOrder } from '../../src/sandbox/delivery-order.ts'
import { WireViolation } from '../../src/sandbox/wire-violation.ts'

/** A block's order, with what it has sent and told. Ids are a thousand more than the numbers in the block. */
function openOrder(deliveries: readonly number[]): {
  order: DeliveryOrder
  make: (type: 'call' | 'timer', number: number) => void
  settle: (number: number) => void
  sent: number[]
  told: (number | 'divergence')[]
} {
  const sent: number[] = []
  const told: (number | 'divergence')[] = []
  const timers = new Set<number>()
  const replay = {
    deliveries,
    onDelivery: (number: number) => void told.push(number),
    onDivergence: () => void told.push('divergence'),
  }
  const order = new DeliveryOrder(replay, ({ id }) => void sent.push(id - 1000))
  return {
    order,
    make: (type, number) => {
      if (type === 'timer') timers.add(number)
      order.add(number + 1000, type)
    },
    settle: (number) => order.settle(settled(number + 1000, timers.has(number))),
    sent,
    told,
  }
}

function settled(id: number, isTimer: boolean): Delivery {
  return isTimer ? { type: 'timer', id } : { type: 'reply', id, ok: true, text: '' }
}

describe('without recorded deliveries', () => {
  it('sends everything at once, told before', () => {
    const { make, settle, sent, told } = openOrder([])
    make('call', 1)
    make('timer', 2)
    settle(2)
    settle(1)
    expect([sent, told]).toEqual([
      [2, 1],
      [2, 1],
    ])
  })

  it('tells of a delivery before it is sent', () => {
    const events: string[] = []
    const replay = { deliveries: [], onDelivery: () => void events.push('told'), onDivergence: () => {} }
    const order = new DeliveryOrder(replay, () => void events.push('sent'))
    order.add(7, 'call')
    order.settle(settled(7, false))
    expect(events).toEqual(['told', 'sent'])
  })
})

describe('recorded deliveries', () => {
  it('hold an answer until its turn, and are not told again', () => {
    const { make, settle, sent, told } = openOrder([2, 1])
    make('call', 1)
    make('call', 2)
    settle(1)
    expect(sent).toEqual([])
    settle(2)
    expect([sent, told]).toEqual([[2, 1], []])
  })

  it('fire a timer in its turn, whatever its delay', () => {
    const { make, settle, sent } = openOrder([1, 2])
    make('call', 1)
    make('timer', 2)
    expect(sent).toEqual([])
    settle(1)
    expect(sent).toEqual([1, 2])
    settle(2)
    expect(sent).toEqual([1, 2])
  })

  it('hold what they do not name until they are over: then it goes in the order in which it settled', () => {
    const { make, settle, sent, told } = openOrder([1])
    make('call', 1)
    make('call', 2)
    make('timer', 3)
    settle(3)
    settle(2)
    expect(sent).toEqual([])
    settle(1)
    expect([sent, told]).toEqual([
      [1, 3, 2],
      [3, 2],
    ])
  })

  it('wait for an answer that is still to come', () => {
    const { order, make, settle, sent, told } = openOrder([1])
    make('call', 1)
    order.childWaits()
    settle(1)
    expect([sent, told]).toEqual([[1], []])
  })

  it('pass over a timer that is cleared by the time it is its turn', () => {
    const { order, make, settle, sent, told } = openOrder([1, 2, 3])
    make('call', 1)
    make('timer', 2)
    make('call', 3)
    settle(3)
    order.clear(1002)
    settle(1)
    expect([sent, told]).toEqual([[1, 3], []])
  })

  it('do not send a held timer that is cleared', () => {
    const { order, make, settle, sent } = openOrder([1])
    make('call', 1)
    make('timer', 2)
    settle(2)
    order.clear(1002)
    settle(1)
    expect(sent).toEqual([1])
  })

  it.each([0, -1, 1.5, Number.NaN])('pass over %d, which is no number of a call', (number) => {
    const { make, settle, sent } = openOrder([number, 1])
    make('call', 1)
    make('call', 2)
    settle(1)
    expect(sent).toEqual([1])
  })
})

describe('a block that waits for something else than what is recorded', () => {
  it('is told of once, and gets what is held, and the rest as it comes', () => {
    const { order, make, settle, sent, told } = openOrder([3, 1, 2])
    make('call', 1)
    make('call', 2)
    settle(2)
    order.childWaits()
    order.childWaits()
    settle(1)
    expect([sent, told]).toEqual([
      [2, 1],
      ['divergence', 2, 1],
    ])
  })

  it('keeps the time of its timers', () => {
    const { order, make, sent } = openOrder([2])
    make('timer', 1)
    order.childWaits()
    expect(sent).toEqual([])
  })
})

it('refuses an id that is open already', () => {
  const { make } = openOrder([2])
  make('call', 1)
  expect(() => make('timer', 1)).toThrow(WireViolation)
})

it('does not let the end of a timer drop a call', () => {
  const { order, make, settle, sent } = openOrder([])
  make('call', 1)
  order.clear(1001)
  settle(1)
  expect(sent).toEqual([1])
})

it('sends nothing of what was made before it is closed', () => {
  const { order, make, settle, sent, told } = openOrder([2, 1])
  make('call', 1)
  make('call', 2)
  settle(1)
  order.close()
  settle(2)
  order.childWaits()
  expect([sent, told]).toEqual([[], []])
})

/** Calls and timers, the order in which they were delivered, how many of these were recorded, and another order. */
const blocks = fc.integer({ min: 1, max: 12 }).chain((count) => {
  const numbers = Array.from({ length: count }, (_, index) => index + 1)
  const shuffled = fc.shuffledSubarray(numbers, { minLength: count, maxLength: count })
  return fc.record({
    isTimer: fc.array(fc.boolean(), { minLength: count, maxLength: count }),
    delivered: shuffled,
    recorded: fc.nat(count),
    settled: shuffled,
    /** Before which settling each is made, at the latest before its own. */
    madeBefore: fc.array(fc.nat(count), { minLength: count, maxLength: count }),
  })
})

it('keeps the recorded order, and delivers each once, in whatever order things are made and settle', () => {
  fc.assert(
    fc.property(blocks, ({ isTimer, delivered, recorded, settled, madeBefore }) => {
      const deliveries = delivered.slice(0, recorded)
      const { make, settle, sent, told } = openOrder(deliveries)
      let made = 0
      settled.forEach((number, step) => {
        while (made < isTimer.length && ((madeBefore[made] ?? 0) <= step || made < number)) {
          made += 1
          make(isTimer[made - 1] === true ? 'timer' : 'call', made)
        }
        settle(number)
      })
      expect(sent.slice(0, recorded)).toEqual(deliveries)
      expect(sent.toSorted((a, b) => a - b)).toEqual(delivered.toSorted((a, b) => a - b))
      expect(told).toEqual(sent.slice(recorded))
    }),
    { numRuns: 1000 },
  )
})
