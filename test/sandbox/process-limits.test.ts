import { execFileSync } from 'node:child_process'
import { expect, it } from 'vitest'
import { addressSpaceMb, type Command, hasParentDeathSignal, limitedCommand } from '../../src/sandbox/process-limits.ts'

const LIMITS = { maxAddressSpaceMb: 1000, diesWithHost: false }

function run({ file, args }: Command): string {
  return execFileSync(file, args, { encoding: 'latin1', env: {}, stdio: 'pipe' })
}

const readLimits: Command = { file: '/bin/cat', args: ['/proc/self/limits'] }

it('runs the command under the limits', () => {
  const limits = run(limitedCommand(readLimits, LIMITS))
  expect(limits).toMatch(/^Max core file size +0 +0 /m)
  expect(limits).toMatch(/^Max open files +64 +64 /m)
  expect(limits).toMatch(new RegExp(`^Max address space +${1000 * 1024 * 1024} `, 'm'))
})

it('limits the CPU time of a child that would not notice the death of its host', async () => {
  const diesWithHost = await hasParentDeathSignal()
  expect(run(limitedCommand(readLimits, LIMITS))).toMatch(/^Max cpu time +3600 /m)
  expect(run(limitedCommand(readLimits, { ...LIMITS, diesWithHost }))).toMatch(
    diesWithHost ? /^Max cpu time +unlimited /m : /^Max cpu time +3600 /m,
  )
})

it('runs nothing where a limit cannot be set', () => {
  const command = limitedCommand({ file: '/bin/echo', args: ['ran'] }, { ...LIMITS, maxAddressSpaceMb: Number.NaN })
  expect(() => run(command)).toThrow(/NaN/)
})

it('hands arguments over as they are', () => {
  const odd = ['a b', '$HOME', '"; echo no', "'", '']
  const command = limitedCommand({ file: '/usr/bin/printf', args: ['%s\\n', ...odd] }, LIMITS)
  expect(run(command)).toBe(`${odd.join('\n')}\n`)
})

it('makes room for the heap and twice the context', () => {
  const build = { path: '', majorVersion: 24, flags: new Set<string>() }
  const base = addressSpaceMb(build, 0, 0)
  expect(addressSpaceMb(build, 512, 100 * 1024 * 1024)).toBe(base + 512 + 200)
})
