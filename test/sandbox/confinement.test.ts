import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { childrenOf } from './processes.ts'
import { openSandbox } from './sandboxes.ts'

it('has no way out of the language among its globals', async () => {
  const names = ['process', 'module', 'Buffer', 'fetch', 'WebSocket', 'Worker', 'WebAssembly', 'SharedArrayBuffer']
  const sandbox = await openSandbox()
  const { stdout } = await sandbox.runBlock(`print([${names.map((name) => `typeof ${name}`).join()}].join())`)
  expect(stdout).toBe(`${names.map(() => 'undefined').join()}\n`)
})

it.each(['fs', 'node:fs', 'child_process', 'net', 'worker_threads', 'vm', 'inspector', 'sqlite'])(
  'requires no %s',
  async (name) => {
    const sandbox = await openSandbox()
    expect((await sandbox.runBlock(`require("${name}")`)).error?.message).toContain(name)
  },
)

it.each([
  ['eval', 'eval("1")'],
  ['Function', 'new Function("return 1")()'],
  ['a constructor found on a value', '[].constructor.constructor("return globalThis")()'],
  ['a constructor found on the API', 'llm_query.constructor("return globalThis.process")()'],
  ['import()', 'await import("node:fs")'],
])('makes no code from strings through %s', async (_, source) => {
  const sandbox = await openSandbox()
  expect((await sandbox.runBlock(source)).error).toBeDefined()
})

it('starts the child without an environment', async () => {
  process.env['SANDBOX_TEST_SECRET'] = 'secret'
  await openSandbox()
  const [child] = childrenOf()
  expect(readFileSync(`/proc/${child}/environ`, 'latin1')).not.toContain('secret')
})

it('sets POSIX limits on the child', async () => {
  await openSandbox()
  const limits = readFileSync(`/proc/${childrenOf()[0]}/limits`, 'latin1')
  expect(limits).toMatch(/^Max core file size +0 +0 /m)
  expect(limits).toMatch(/^Max open files +64 +64 /m)
  expect(limits).toMatch(/^Max address space +[1-9]\d+ +[1-9]\d+ /m)
})

it('starts the child under the permission model, with everything denied', async () => {
  await openSandbox()
  const commandLine = readFileSync(`/proc/${childrenOf()[0]}/cmdline`, 'latin1').split('\0')
  expect(commandLine).toContain('--permission')
  expect(commandLine.filter((argument) => argument.startsWith('--allow'))).toEqual([])
})

it('runs the child in a process group of its own', async () => {
  await openSandbox()
  const [child] = childrenOf()
  const group = readFileSync(`/proc/${child}/stat`, 'latin1').split(') ').at(-1)?.split(' ')[2]
  expect(Number(group)).toBe(child)
})
