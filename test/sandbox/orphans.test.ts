import { once } from 'node:events'
import { describe, expect, it } from 'vitest'
import type { ChildSandboxOptions } from '../../src/sandbox/host.ts'
import { systemFeatures } from '../../src/sandbox/system-features.ts'
import { bundleProgram, startProgram } from './host-program.ts'
import { childrenOf, isAlive } from './processes.ts'

const WITHOUT_SIGNAL = { parentDeathSignal: false }
const { parentDeathSignal } = await systemFeatures()
const program = await bundleProgram(new URL('./killed-host.ts', import.meta.url))

/** How long a child lives on when its host is killed, in milliseconds. */
async function survivalOf(doing: string, options: ChildSandboxOptions): Promise<number> {
  const host = startProgram(program, [doing, JSON.stringify(options)])
  await once(host.stdout ?? host, 'data')
  const children = childrenOf(host.pid)
  expect(children).toHaveLength(1)
  host.kill('SIGKILL')
  await once(host, 'exit')
  const killedAt = performance.now()
  await expect.poll(() => children.filter(isAlive), { timeout: 20_000, interval: 20 }).toEqual([])
  return performance.now() - killedAt
}

describe('when the host is killed, its child', () => {
  it.runIf(parentDeathSignal).each(['idles', 'waits', 'waits for a timer', 'spins'])(
    'dies within a second where it %s',
    async (doing) => {
      expect(await survivalOf(doing, {})).toBeLessThan(1000)
    },
  )

  it.each(['idles', 'waits', 'waits for a timer'])(
    'dies within a second where it %s and no signal tells it, as its pipe ends',
    async (doing) => {
      expect(await survivalOf(doing, { system: WITHOUT_SIGNAL })).toBeLessThan(1000)
    },
  )

  it('spins no longer than its CPU time where no signal tells it', async () => {
    const orphanCpuSeconds = 1
    const survivalMs = await survivalOf('spins', { system: WITHOUT_SIGNAL, orphanCpuSeconds })
    expect(survivalMs).toBeLessThan(20_000)
  })
})
