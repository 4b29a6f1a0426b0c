import { cp, mkdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { startOfflineServer } from '../../examples/offline/server.ts'
import { REPOSITORY, runProgram } from './commands.ts'

/** A program of the README: a fence whose info string ends in `program`, as in "```ts program". */
interface Program {
  /** Line of the README, from 1. */
  line: number
  language: string
  source: string
  /** What the README says that it prints: a fence behind the program whose info string ends in `output`. */
  output: string | undefined
}

const PROGRAM = /^```(\w+) program\n([^]*?)^```\n(?:\n```text output\n([^]*?)^```\n)?/gm

const consumer = inject('consumer')
const readme = await readFile(join(REPOSITORY, 'README.md'), 'utf8')
const programs = Array.from(readme.matchAll(PROGRAM), readProgram)

let model: Awaited<ReturnType<typeof startOfflineServer>>

beforeAll(async () => {
  model = await startOfflineServer()
  await installPeers()
})

afterAll(() => model.close())

describe('the README', () => {
  it('has programs, and shows what one prints', () => {
    expect(programs.some(({ output }) => output !== undefined)).toBe(true)
    expect(programs).toHaveLength(readme.match(/^```\w+ program$/gm)?.length ?? 0)
  })

  it.each(programs)('has a program at line $line that runs as it is', async ({ line, language, source, output }) => {
    const file = join(consumer, 'readme', `line-${line}.m${language}`)
    await writeFile(file, source)
    const models = { OPENAI_API_KEY: 'offline', OPENAI_BASE_URL: model.baseURL, RLM_MODEL: '', RLM_RECURSIVE_MODEL: '' }
    const env = { ...models, TMPDIR: consumer }
    const printed = await runProgram(join(REPOSITORY, 'node_modules/node/bin/node'), [file], { cwd: consumer, env })
    expect(printed).toBe(output ?? printed)
    expect(printed).not.toBe('')
  })
})

/** Beside a copy of the package, so that all other tests see it without its optional peer. */
async function installPeers(): Promise<void> {
  const modules = join(consumer, 'readme/node_modules')
  await mkdir(modules, { recursive: true })
  await cp(join(consumer, 'node_modules/recursive-language-model'), join(modules, 'recursive-language-model'), {
    recursive: true,
  })
  await symlink(join(REPOSITORY, 'node_modules/@opentelemetry'), join(modules, '@opentelemetry'))
}

function readProgram({ index, 1: language = '', 2: source = '', 3: output }: RegExpExecArray): Program {
  return { line: readme.slice(0, index).split('\n').length, language, source, output }
}
