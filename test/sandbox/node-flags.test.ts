import { expect, it } from 'vitest'
import { nodeBuild } from '../../src/sandbox/node-build.ts'
import { deniesNetwork, nodeFlags } from '../../src/sandbox/node-flags.ts'

const build = { path: '/bin/node', majorVersion: 24, flags: new Set(['--permission', '--no-addons']) }

const LIMITS = { memoryMb: 256, jitless: false }

it('passes only the options that the Node knows', () => {
  const [heap, wasm] = ['--max-old-space-size=256', '--wasm-max-mem-pages=4096']
  expect(nodeFlags(build, LIMITS)).toEqual(['--permission', '--no-addons', heap, wasm])
})

it('refuses a Node without a permission model', () => {
  expect(() => nodeFlags({ ...build, flags: new Set(['--no-addons']) }, LIMITS)).toThrow('--permission')
})

it('switches the compilers off where that is asked for, or refuses', () => {
  const flags = new Set(['--permission', '--jitless'])
  expect(nodeFlags({ ...build, flags }, { ...LIMITS, jitless: true })).toContain('--jitless')
  expect(() => nodeFlags(build, { ...LIMITS, jitless: true })).toThrow('sandbox.jitless')
})

it('knows from the options of a Node whether it denies the network', () => {
  expect(deniesNetwork(build)).toBe(false)
  expect(deniesNetwork({ ...build, flags: new Set(['--permission', '--allow-net']) })).toBe(true)
})

it('knows the Node that it runs on', async () => {
  const running = await nodeBuild()
  expect(running.path).toBe(process.execPath)
  expect(running.majorVersion).toBe(Number(process.versions.node.split('.')[0]))
  expect(running.flags.has('--permission')).toBe(true)
})

it('looks at another Node once', () => {
  const path = `${process.execPath}/../node`
  expect(nodeBuild(path)).toBe(nodeBuild(path))
})

it.each(['/no/such/node', '/bin/true'])('refuses %s as a Node', async (path) => {
  await expect(nodeBuild(path)).rejects.toMatchObject({
    code: 'sandbox',
    message: expect.stringContaining('sandbox.nodePath'),
  })
})
