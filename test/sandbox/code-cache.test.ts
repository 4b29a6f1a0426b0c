import { describe, expect, it } from 'vitest'
import shippedProgram from '../../src/sandbox/child/main.ts?bundle'
import { codeCacheOf } from '../../src/sandbox/code-cache.ts'
import { nodeBuild } from '../../src/sandbox/node-build.ts'
import { nodeFlags } from '../../src/sandbox/node-flags.ts'
import { CHILD_FRAME_TYPES } from '../../src/sandbox/codes.ts'
import { CHILD_MAGIC, encodeFrame } from '../../src/sandbox/frames.ts'
import { LOADER } from '../../src/sandbox/child/loader.ts'
import { fakeChild } from './fake-node.ts'
import { SUPPORTED_NODES } from './nodes.ts'
import { openSandbox } from './sandboxes.ts'

const KIBIBYTE = 1024

/** The command of a child, as the key of its program's compiled form. */
async function commandOf(nodePath: string, memoryMb: number): Promise<string[]> {
  const build = await nodeBuild(nodePath)
  return [build.path, ...nodeFlags(build, { memoryMb, jitless: false }), '-e', LOADER]
}

function frame(type: (typeof CHILD_FRAME_TYPES)[number], text: string): Buffer {
  const bytes = { code: CHILD_FRAME_TYPES.indexOf(type), id: 0, text }
  return encodeFrame(bytes, CHILD_MAGIC, (length) => Buffer.alloc(length))
}

describe.each(SUPPORTED_NODES)('the code cache, on Node %i', (_, nodePath) => {
  it('is made by the first child, and the children that use it work alike', async () => {
    const cache = codeCacheOf(shippedProgram, await commandOf(nodePath, 201))
    expect(cache.data).toBeUndefined()
    const first = await openSandbox({ nodePath, memoryMb: 201 })
    expect(await first.runBlock('1 + 1')).toMatchObject({ result: '2', notes: [], variables: [] })
    expect(cache.data?.length).toBeGreaterThan(100 * KIBIBYTE)
    const second = await openSandbox({ nodePath, memoryMb: 201 })
    expect(await second.runBlock('const a: number = 2; llm_query("x") + a')).toMatchObject({ result: "'echo:x2'" })
  })

  it('does no harm where it is not V8’s own', async () => {
    const cache = codeCacheOf(shippedProgram, await commandOf(nodePath, 202))
    cache.claim()?.(Buffer.alloc(100 * KIBIBYTE, 7))
    const sandbox = await openSandbox({ nodePath, memoryMb: 202 })
    expect(await sandbox.runBlock('1 + 1')).toMatchObject({ result: '2' })
  })
})

it('is taken once: what comes second may be from a block', async () => {
  const caches = Buffer.concat([frame('code-cache', 'first'), frame('code-cache', 'second')])
  const sandbox = await openSandbox({ nodePath: fakeChild(frame('ready', ''), caches) })
  expect((await sandbox.runBlock('1')).lost?.reason).toBe('protocol')
})

it('is asked of one child at a time, and of another where that one ends without', () => {
  const cache = codeCacheOf('program', ['node'])
  const keep = cache.claim()
  expect(cache.claim()).toBeUndefined()
  keep?.()
  cache.claim()?.(Buffer.from('compiled'))
  expect(cache.claim()).toBeUndefined()
  expect(codeCacheOf('program', ['node']).data?.toString()).toBe('compiled')
})

it('belongs to one program, one Node and one set of flags', () => {
  codeCacheOf('program', ['node', '--flag']).claim()?.(Buffer.from('compiled'))
  expect(codeCacheOf('Program', ['node', '--flag']).data).toBeUndefined()
  expect(codeCacheOf('program', ['node', '--other']).data).toBeUndefined()
})
