import { mkdir, readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { build } from 'esbuild'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { type ChatRequest, type ChatServer, startChatServer } from '../support/chat-server.ts'
import { NODES, REPOSITORY, runProgram } from './commands.ts'

const consumer = inject('consumer')
const installed = join(consumer, 'node_modules/recursive-language-model')
// Beside the consumer, not in it: a bundle must find nothing to import.
const bundles = `${consumer}-bundles`

let server: ChatServer

/** The root looks and asks a sub-model; the sub-model says how it was asked. */
function reply({ body }: ChatRequest): string {
  if (body.model === 'sub-model') return `yes, ${body.messages.at(-1)?.content}`
  return '```repl\nconst lines = context.split("\\n").length\nFINAL(await llm_query(`${lines} lines`))\n```'
}

const bundle = (format: 'esm' | 'cjs', outfile: string) =>
  build({
    entryPoints: [join(consumer, format === 'esm' ? 'program.mjs' : 'program.cjs')],
    outfile,
    format,
    bundle: true,
    platform: 'node',
    logLevel: 'silent',
  })

beforeAll(async () => {
  server = await startChatServer(reply)
  await mkdir(bundles)
  await Promise.all([bundle('esm', join(bundles, 'bundle.mjs')), bundle('cjs', join(bundles, 'bundle.cjs'))])
})

afterAll(() => Promise.all([server.close(), rm(bundles, { recursive: true, force: true })]))

describe('the packed package', () => {
  it('holds the build and its papers, and nothing else', async () => {
    const files = await readdir(installed)
    const papers = ['CHANGELOG.md', 'LICENSE', 'README.md', 'SECURITY.md']
    expect(files.filter((name) => name !== 'node_modules').sort()).toEqual([...papers, 'dist', 'package.json'])
    const built = await readdir(join(installed, 'dist'))
    expect(built.filter((name) => !/\.(c?js|d\.c?ts|map)$/.test(name))).toEqual([
      'third-party-licenses.txt',
      'viewer.html',
    ])
  })

  it('names everything that is built into it', async () => {
    const dist = join(installed, 'dist')
    const maps = (await readdir(dist)).filter((name) => name.endsWith('.map'))
    const texts = await Promise.all(maps.map((name) => readFile(join(dist, name), 'utf8')))
    const sources = texts.flatMap((text) => (JSON.parse(text) as { sources: string[] }).sources)
    const packages = new Set(sources.flatMap((path) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? []))
    const licenses = await readFile(join(dist, 'third-party-licenses.txt'), 'utf8')
    expect(packages).toContain('zod')
    for (const name of packages) expect(licenses).toMatch(new RegExp(`^${name} \\d`, 'm'))
  })

  it('has types for ES modules and for CommonJS', async () => {
    const options = ['--noEmit', '--strict', '--module', 'nodenext', '--target', 'es2023', '--types', 'node']
    const typeRoots = join(REPOSITORY, 'node_modules/@types')
    const compiler = join(REPOSITORY, 'node_modules/typescript/bin/tsc')
    const command = [compiler, ...options, '--typeRoots', typeRoots, 'types.mts', 'types.cts']
    const output = await runProgram(process.execPath, command, { cwd: consumer }).catch(
      ({ stdout }: { stdout: string }) => stdout,
    )
    expect(output).toBe('')
  })
})

describe('importing it', () => {
  it('loads what the constructor needs alone: nothing of runs, of prices, of the command line or of telemetry', async () => {
    const loaded = JSON.parse(await runProgram(process.execPath, ['modules.mjs'], { cwd: consumer })) as string[]
    const packages = loaded.flatMap((url) => /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(url)?.[1] ?? [])
    expect([...new Set(packages)].sort()).toEqual(['p-limit', 'recursive-language-model', 'yocto-queue'])
    const files = loaded.flatMap((url) => /\/dist\/([a-z]+)/.exec(url)?.[1] ?? [])
    expect([...new Set(files)].sort()).toEqual(['chunk', 'index'])
  })

  it('takes schemas of the zod that the program has, and exports such', async () => {
    const output = await runProgram(process.execPath, ['schemas.mjs'], { cwd: consumer })
    const { value, system, complaint, isOwn } = JSON.parse(output) as Record<string, unknown>
    expect({ value, isOwn }).toEqual({ value: { paid: true, at: '2026-01-31T00:00:00.000Z' }, isOwn: true })
    expect(system).toContain('id: number // of the order')
    expect(complaint).toMatch(/expected boolean, received string\n\s+→ at paid/)
  })
})

describe('the installed command line', () => {
  it('runs an example without key and network', async () => {
    const env = { OPENAI_API_KEY: '', OPENAI_BASE_URL: '' }
    const output = await runProgram('npx', ['rlm', 'demo', 'needle'], { cwd: consumer, env })
    expect(output).toMatch(/^agrees +yes$/m)
  })

  it('shows a run as a page that can be sent around', async () => {
    const env = { OPENAI_API_KEY: '', OPENAI_BASE_URL: '' }
    await runProgram('npx', ['rlm', 'demo', 'simple', '--log', 'runs'], { cwd: consumer, env })
    await runProgram('npx', ['rlm', 'view', 'runs', '-o', 'run.html'], { cwd: consumer, env })
    const page = await readFile(join(consumer, 'run.html'), 'utf8')
    expect(page).toMatch(/^<!doctype html>/)
    expect(page).toMatch(/id="trajectory">[\w+/=]{1000,}<\/script>/)
  })

  it('answers a question', async () => {
    const flags = ['--base-url', server.url, '--model', 'root-model', '--recursive-model', 'sub-model', '--quiet']
    const output = await runProgram('npx', ['rlm', 'ask', 'How many lines?', '-c', 'program.mjs', ...flags], {
      cwd: consumer,
    })
    expect(output).toMatch(/^yes, /)
  })
})

describe.each(NODES)('on Node %s', (_, node) => {
  it.each([
    ['an ES module', join(consumer, 'program.mjs')],
    ['a CommonJS module', join(consumer, 'program.cjs')],
    ['an ES module in one bundle', join(bundles, 'bundle.mjs')],
    ['a CommonJS module in one bundle', join(bundles, 'bundle.cjs')],
  ])('answers from %s', async (_, program) => {
    const env = { OPENAI_API_KEY: 'sk-test', OPENAI_BASE_URL: server.url, RLM_MODEL: '', RLM_RECURSIVE_MODEL: '' }
    const output = await runProgram(node, [program], { cwd: consumer, env })
    expect(JSON.parse(output)).toEqual({ answer: 'yes, 3 lines', stopReason: 'final', calls: 2, length: '4' })
  })
})
