import { beforeAll, expect, it } from 'vitest'
import { type RealmReport, realmReportSchema } from './realm-report.ts'
import { runProgram } from './run-program.ts'
import source from './scrubbed.ts?bundle'

let report: RealmReport

beforeAll(() => {
  report = realmReportSchema.parse(runProgram(source))
})

it('leaves ECMAScript alone among the globals, without shared memory and WebAssembly', () => {
  expect(report.globals).toContain('Promise')
  const removed = ['process', 'require', 'Buffer', 'fetch', 'setTimeout', 'console', 'eval', 'WebAssembly', 'Atomics']
  expect(removed.filter((name) => report.globals.includes(name))).toEqual([])
})

it('leaves nothing on the process object but harmless facts that Node has locked', () => {
  const harmless = new Set(['exitCode', 'features', 'argv0', 'permission', '_fatalException', 'emitWarning'])
  const left = report.processKeys.filter((key) => !key.startsWith('Symbol('))
  expect(left.filter((key) => !harmless.has(key))).toEqual([])
})

it('freezes the intrinsics', () => {
  expect(report.mutable).toEqual([])
})

it('can still strip types', () => {
  expect(report.stripped).toBe('const x         = 1')
})
