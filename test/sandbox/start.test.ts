import { expect, it } from 'vitest'
import { openChildSandbox } from '../../src/sandbox/host.ts'
import { fakeNode } from './fake-node.ts'
import { childrenOf } from './processes.ts'
import { echo } from './sandboxes.ts'

it('refuses a Node without a permission model', async () => {
  const nodePath = fakeNode([], 'exit 0')
  await expect(openChildSandbox({ nodePath }, echo)).rejects.toMatchObject({
    code: 'sandbox',
    message: expect.stringContaining('--permission'),
  })
})

it('says what the child wrote where it does not start', async () => {
  const nodePath = fakeNode(['--permission'], 'echo no room >&2; exit 3')
  await expect(openChildSandbox({ nodePath }, echo)).rejects.toMatchObject({
    code: 'sandbox',
    message: expect.stringMatching(/exit code 3.*no room/),
  })
})

it('kills a child that says something else than that it is ready', async () => {
  const nodePath = fakeNode(['--permission'], 'echo "hello, I am not a sandbox"; sleep 60')
  await expect(openChildSandbox({ nodePath }, echo)).rejects.toMatchObject({
    code: 'sandbox',
    message: expect.stringContaining('broke its protocol'),
  })
  expect(childrenOf()).toEqual([])
})
