import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { BlockClock } from '../../src/sandbox/block-clock.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

it('expires after its limit', () => {
  const onExpire = vi.fn<() => void>()
  new BlockClock(100, onExpire).run()
  vi.advanceTimersByTime(99)
  expect(onExpire).not.toHaveBeenCalled()
  vi.advanceTimersByTime(1)
  expect(onExpire).toHaveBeenCalledOnce()
})

it('does not count the time while it is paused', () => {
  const onExpire = vi.fn<() => void>()
  const clock = new BlockClock(100, onExpire)
  clock.run()
  vi.advanceTimersByTime(60)
  clock.pause()
  vi.advanceTimersByTime(10_000)
  clock.run()
  vi.advanceTimersByTime(39)
  expect(onExpire).not.toHaveBeenCalled()
  vi.advanceTimersByTime(1)
  expect(onExpire).toHaveBeenCalledOnce()
})

it('counts once where it is started twice', () => {
  const clock = new BlockClock(100, () => {})
  clock.run()
  clock.run()
  clock.pause()
  expect(vi.getTimerCount()).toBe(0)
})
