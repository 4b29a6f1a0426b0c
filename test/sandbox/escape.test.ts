import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { prelude } from '../abuse/prelude.ts'
import { powersReached } from '../abuse/verdict.ts'
import escapedProgram from './child/escaped.ts?bundle'
import { SUPPORTED_NODES } from './nodes.ts'
import { openSandbox } from './sandboxes.ts'

/** Ways on from a function of the main realm, each of which ends a break-out of plain `node:vm`. */
const WAYS_ON: readonly [what: string, source: string][] = [
  ['its constructor', '$func(foreign.constructor, "constructor")'],
  ['the constructors of its async and generator kin', '$walk([foreign], 1e5); $walk([foreignGlobal], 1e5)'],
  ['its callers', 'try { $esc(foreign.caller, "caller") } catch (error) { $esc(error, "caller") }'],
  [
    'call sites of the main realm',
    `foreignGlobal.Error.prepareStackTrace = (error, sites) => sites
for (const site of [].concat(new foreignGlobal.Error('x').stack)) for (const get of ['getThis', 'getFunction'])
  try { $esc(site[get](), get) } catch (error) {}`,
  ],
]

const NAMES =
  `process require module Buffer fetch WebSocket EventSource setTimeout setInterval setImmediate queueMicrotask
  structuredClone console performance navigator WebAssembly SharedArrayBuffer Worker MessageChannel BroadcastChannel global
  eval localStorage crypto URL`.split(/\s+/)

describe.each(SUPPORTED_NODES)('a block with a function of the main realm, on Node %i', (_, nodePath) => {
  it.each(WAYS_ON)('finds nothing through %s', async (_, source) => {
    const directory = mkdtempSync(join(tmpdir(), 'escape-'))
    onTestFinished(() => rmSync(directory, { recursive: true }))
    const canaryFile = join(directory, 'canary')
    writeFileSync(canaryFile, 'text of the canary')
    const sandbox = await openSandbox({ nodePath, program: escapedProgram })
    await sandbox.runBlock(prelude('escape', canaryFile))
    const { stdout, error } = await sandbox.runBlock(`${source}\nawait null\nprint('walked', foreign())`)
    expect(error).toBeUndefined()
    expect(stdout).toContain('walked main realm')
    expect(powersReached(stdout).filter((power) => power !== 'leak')).toEqual([])
    expect(readdirSync(directory)).toEqual(['canary'])
  })

  it('finds no power on the global of the main realm, and cannot change what is there', async () => {
    const sandbox = await openSandbox({ nodePath, program: escapedProgram })
    const source = `const names = ${JSON.stringify(NAMES)}
const left = names.filter((name) => foreignGlobal[name] !== undefined)
const frozen = [foreignGlobal, foreignGlobal.Object.prototype, foreignGlobal.Array.prototype, foreign.constructor]
print(left.join(), frozen.every((each) => Object.isFrozen(each)), foreign.constructor !== Function)`
    expect((await sandbox.runBlock(source)).stdout).toBe(' true true\n')
  })

  it('gets no WebAssembly, neither before nor after a block whose types Node has removed with it', async () => {
    const sandbox = await openSandbox({ nodePath, program: escapedProgram })
    const look = `const { get, set, configurable } = Object.getOwnPropertyDescriptor(foreignGlobal, 'WebAssembly')
const own = typeof WebAssembly
const set_ = Reflect.set(foreignGlobal, 'WebAssembly', 1) || Reflect.defineProperty(foreignGlobal, 'WebAssembly', { value: 1 })
print(own, typeof foreignGlobal.WebAssembly, typeof get(), typeof set, configurable, set_, Object.isFrozen(get))`
    const shut = 'undefined undefined undefined undefined false false true\n'
    expect((await sandbox.runBlock(look)).stdout).toBe(shut)
    await sandbox.runBlock(`var seen = [], ticks = 0
;(async () => { while (ticks++ < 1000) { await null; seen.push(typeof foreignGlobal.WebAssembly) } })()`)
    expect((await sandbox.runBlock('const sizes: number[] = [4]; sizes[0]')).result).toBe('4')
    expect((await sandbox.runBlock('new Set(seen).size + [...seen][0]')).result).toContain('1undefined')
    expect((await sandbox.runBlock(look)).stdout).toBe(shut)
  })

  it('makes no code there, and imports nothing', async () => {
    const sandbox = await openSandbox({ nodePath, program: escapedProgram })
    const source = `for (const make of [() => foreign.constructor('return 1'), () => foreign.constructor.constructor('1')])
  try { print('made', make()()) } catch (error) { print(error.name) }
for (const name of ['node:fs', 'node:net']) try { await import(name); print('imported') } catch { print('refused') }`
    const { stdout, error } = await sandbox.runBlock(source)
    expect(stdout + (error?.message ?? '')).not.toMatch(/made|imported/)
    expect(stdout).toMatch(/^EvalError\nEvalError\n/)
  })
})
