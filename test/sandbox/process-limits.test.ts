import { execFileSync } from 'node:child_process'
import { expect, it } from 'vitest'
import { addressSpaceMb, type Command, limitedCommand } from '../../src/sandbox/process-limits.ts'
import { type SystemFeatures, systemFeatures } from '../../src/sandbox/system-features.ts'

const NOTHING = { addressSpaceLimit: true, networkNamespace: false, parentDeathSignal: false }

const LIMITS = { maxAddressSpaceMb: 1000, orphanCpuSeconds: 77, system: NOTHING }

function run({ file, args }: Command): string {
  return execFileSync(file, args, { encoding: 'latin1', env: {}, stdio: 'pipe' })
}

const found = await systemFeatures()

function statusUnder(system: SystemFeatures): string {
  return run(
    limitedCommand({ file: '/bin/cat', args: ['/proc/self/status', '/proc/self/net/dev'] }, { ...LIMITS, system }),
  )
}

const readLimits: Command = { file: '/bin/cat', args: ['/proc/self/limits'] }

it('runs the command under the limits', () => {
  const limits = run(limitedCommand(readLimits, LIMITS))
  expect(limits).toMatch(/^Max core file size +0 +0 /m)
  expect(limits).toMatch(/^Max open files +64 +64 /m)
  expect(limits).toMatch(new RegExp(`^Max address space +${1000 * 1024 * 1024} `, 'm'))
})

it('limits the CPU time of a child that would not notice the death of its host', () => {
  const system = { ...NOTHING, parentDeathSignal: true }
  expect(run(limitedCommand(readLimits, LIMITS))).toMatch(/^Max cpu time +77 +78 /m)
  expect(limitedCommand(readLimits, { ...LIMITS, system }).args.join(' ')).not.toContain('ulimit -t')
})

it('leaves the address space alone where the system cannot limit it', () => {
  const system = { ...NOTHING, addressSpaceLimit: false }
  expect(run(limitedCommand(readLimits, { ...LIMITS, system }))).toMatch(/^Max address space +unlimited /m)
})

it.runIf(found.parentDeathSignal)('starts the command without a way to new privileges', () => {
  expect(statusUnder(found)).toMatch(/^NoNewPrivs:\s1$/m)
})

it.runIf(found.networkNamespace)('starts the command in a network that is empty', () => {
  const networks = [...statusUnder(found).matchAll(/^ *(\w+):(?: +\d+){16}$/gm)].map(([, name]) => name)
  expect(networks).toEqual(['lo'])
})

it.runIf(found.networkNamespace && found.parentDeathSignal)('starts the command without capabilities', () => {
  expect(statusUnder(found)).toMatch(/^CapPrm:\s0{16}\nCapEff:\s0{16}\nCapBnd:\s0{16}$/m)
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
