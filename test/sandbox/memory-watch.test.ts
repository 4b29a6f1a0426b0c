import { expect, it, onTestFinished, vi } from 'vitest'
import { watchResidentMemory } from '../../src/sandbox/memory-watch.ts'

it('calls back when a process holds more than the limit', async () => {
  const onExceed = vi.fn<() => void>()
  onTestFinished(watchResidentMemory(process.pid, 1, onExceed))
  await expect.poll(() => onExceed.mock.calls.length).toBeGreaterThan(0)
})

it('stays silent below the limit', async () => {
  const onExceed = vi.fn<() => void>()
  const other = vi.fn<() => void>()
  onTestFinished(watchResidentMemory(process.pid, 1_000_000, onExceed))
  onTestFinished(watchResidentMemory(process.pid, 1, other))
  // The first watch has polled as often as the second.
  await expect.poll(() => other.mock.calls.length).toBeGreaterThan(1)
  expect(onExceed).not.toHaveBeenCalled()
})
