import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readdir, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { build } from 'esbuild'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bundlePlugin } from '../../tsup.config.ts'

const MODULES = fileURLToPath(new URL('../../node_modules', import.meta.url))
const HOOKS = new URL('loaded-modules.ts', import.meta.url).href

interface Outcome {
  answer?: string
  error?: { name: string; code: string; message: string }
  calls: number
  spans: string[]
  /** URLs of modules of OpenTelemetry that were loaded. */
  loaded: string[]
}

let root: string

/** A project with the program and this package's dependencies, those that are `missing` left out. */
async function install(name: string, missing: readonly string[]): Promise<string> {
  const directory = join(root, name)
  const modules = join(directory, 'node_modules')
  await mkdir(modules, { recursive: true })
  const names = (await readdir(MODULES)).filter((name) => !name.startsWith('.') && !missing.includes(name))
  await Promise.all(names.map((name) => symlink(join(MODULES, name), join(modules, name))))
  await build({
    entryPoints: [fileURLToPath(new URL('telemetry-program.ts', import.meta.url))],
    outfile: join(directory, 'program.mjs'),
    bundle: true,
    packages: 'external',
    format: 'esm',
    platform: 'node',
    target: 'node22',
    plugins: [bundlePlugin],
  })
  return directory
}

async function run(directory: string, telemetry: 'on' | 'off'): Promise<Outcome> {
  const args = ['--import', HOOKS, join(directory, 'program.mjs'), telemetry]
  const { stdout } = await promisify(execFile)(process.execPath, args)
  const [outcome = '', loaded = '[]'] = stdout.split('\n')
  const modules = (JSON.parse(loaded) as string[]).filter((url) => url.includes('opentelemetry'))
  return { ...(JSON.parse(outcome) as Outcome), loaded: modules }
}

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'rlm-telemetry-'))
  await Promise.all([install('with', []), install('without', ['@opentelemetry'])])
})

afterAll(() => rm(root, { recursive: true, force: true }))

describe('the package @opentelemetry/api', () => {
  it('is not loaded without telemetry, though it is there', async () => {
    expect(await run(join(root, 'with'), 'off')).toEqual({ answer: '1', calls: 1, spans: [], loaded: [] })
  })

  it('is loaded with the first run that has telemetry, which keeps the context of its caller', async () => {
    const { loaded, ...outcome } = await run(join(root, 'with'), 'on')
    const spans = ['invoke_agent rlm', 'chat mine', 'execute_tool repl'].map((name) => `${name} for the user`)
    expect(outcome).toEqual({ answer: '1', calls: 1, spans })
    expect(loaded.length).toBeGreaterThan(0)
    expect(loaded.filter((url) => !url.includes('@opentelemetry/api/'))).toEqual([])
  })

  it('need not be there without telemetry', async () => {
    expect(await run(join(root, 'without'), 'off')).toEqual({ answer: '1', calls: 1, spans: [], loaded: [] })
  })

  it('is asked for before any model is called, with the remedy', async () => {
    const outcome = await run(join(root, 'without'), 'on')
    expect(outcome).toMatchObject({ calls: 0, spans: [], error: { name: 'TypeError', code: 'invalid-options' } })
    expect(outcome.error?.message).toMatch(
      /^`telemetry` must come with the package `@opentelemetry\/api`; it could not be loaded\. Install it \(`npm install @opentelemetry\/api`\), or leave `telemetry` out\.$/,
    )
  })
})
