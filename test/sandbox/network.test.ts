import { readlinkSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { openChildSandbox } from '../../src/sandbox/host.ts'
import { systemFeatures } from '../../src/sandbox/system-features.ts'
import { SUPPORTED_NODES } from './nodes.ts'
import { childrenOf } from './processes.ts'
import { echo, openSandbox } from './sandboxes.ts'

const WITHOUT_NAMESPACE = { networkNamespace: false }
const { networkNamespace } = await systemFeatures()

function networkOf(pid: number | undefined): string {
  return readlinkSync(`/proc/${pid}/ns/net`)
}

describe('the network', () => {
  it.runIf(networkNamespace)('is one of its own, and empty, where the system can do that', async () => {
    await openSandbox()
    expect(networkOf(childrenOf()[0])).not.toBe(networkOf(process.pid))
  })

  it.runIf(networkNamespace)('may be required where the system has a wall', async () => {
    const sandbox = await openSandbox({ network: 'require' })
    expect((await sandbox.runBlock('1')).result).toBe('1')
  })

  it.each(SUPPORTED_NODES.filter(([version]) => version < 25))(
    'is refused where Node %i has no wall either',
    async (_, nodePath) => {
      await expect(
        openChildSandbox({ nodePath, network: 'require', system: WITHOUT_NAMESPACE }, echo),
      ).rejects.toMatchObject({
        code: 'sandbox',
        message: expect.stringMatching(/'require'` needs a wall.*unshare.*set `sandbox.nodePath`/),
      })
    },
  )

  it.each(SUPPORTED_NODES.filter(([version]) => version >= 25))(
    'may be required of Node %i alone',
    async (_, nodePath) => {
      const sandbox = await openSandbox({ nodePath, network: 'require', system: WITHOUT_NAMESPACE })
      expect((await sandbox.runBlock('1')).result).toBe('1')
    },
  )

  it('needs no wall under auto', async () => {
    const sandbox = await openSandbox({ system: WITHOUT_NAMESPACE })
    expect(networkOf(childrenOf()[0])).toBe(networkOf(process.pid))
    expect((await sandbox.runBlock('1')).result).toBe('1')
  })
})
