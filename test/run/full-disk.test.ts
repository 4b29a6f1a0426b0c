import { chmodSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { runWithSmallFiles } from '../storage/programs.ts'
import { temporaryDirectory } from '../storage/temporary-directory.ts'
import { bundleProgram } from '../support/bundle-program.ts'
import { type ChatHandler, type ChatServer, errorBody, startChatServer } from '../support/chat-server.ts'
import { failureOf } from '../support/failure.ts'
import { block, scriptedRLM } from '../support/script.ts'

/** More than there is room for. */
const LONG = 'word '.repeat(5000)

interface Outcome {
  answer?: string
  code?: string
  message?: string
  partialAnswer?: string
  storageErrors: number
  warnings: string[]
  lastEvent: string
}

let program: URL
let directory: string

async function serve(handler: ChatHandler): Promise<ChatServer> {
  const server = await startChatServer(handler)
  onTestFinished(() => server.close())
  return server
}

async function runWithout(room: object): Promise<Outcome> {
  return JSON.parse(await runWithSmallFiles(program, [JSON.stringify(room)])) as Outcome
}

/** Root turns in order; sub-calls have long answers. */
function turns(...replies: string[]): ChatHandler {
  let turn = 0
  return ({ body }) => (body.model === 'root-model' ? (replies[turn++] ?? '') : LONG)
}

describe.skipIf(process.platform === 'win32')('a run whose journal has no more room', () => {
  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), 'rlm-full-disk-'))
    program = pathToFileURL(await bundleProgram(new URL('full-disk-program.ts', import.meta.url), directory))
  }, 60_000)

  afterAll(() => rmSync(directory, { recursive: true }))

  it('stops before anything more is paid for, with what it had found', async () => {
    const server = await serve(turns(block('var answer = "so far"; print(llm_query("a"))'), block('FINAL(1)')))
    const journal = join(temporaryDirectory(), 'run.jsonl')
    const outcome = await runWithout({ journal, baseURL: server.url })
    expect(outcome).toMatchObject({ code: 'storage', partialAnswer: 'so far', storageErrors: 1, lastEvent: 'run-end' })
    expect(outcome.message).toMatch(/^The journal must be writable; ".*" is not \(EFBIG.*\)\. Repair that and resume/)
    expect(outcome.warnings).toEqual([outcome.message])
    expect(server.requests).toHaveLength(2)
  })

  it('sends none of the calls that still wait for a slot', async () => {
    const server = await serve(
      turns(block('print(await Promise.allSettled([...Array(40).keys()].map((n) => llm_query_async(`${n}`))))')),
    )
    const journal = join(temporaryDirectory(), 'run.jsonl')
    const outcome = await runWithout({ journal, baseURL: server.url, maxConcurrency: 2 })
    expect(outcome).toMatchObject({ code: 'storage' })
    expect(server.requests.length).toBeLessThan(12)
  })

  it('sends no call again that has failed', async () => {
    const failed = Promise.withResolvers<void>()
    const server = await serve(({ body }) => {
      if (body.model === 'root-model')
        return block('print(await Promise.allSettled(["a", "b"].map((p) => llm_query_async(p))))')
      if (body.messages[0]?.content === 'a') return { text: LONG, holdHeaders: failed.promise }
      failed.resolve()
      return { status: 500, headers: { 'retry-after-ms': '1000' }, body: errorBody('no') }
    })
    const journal = join(temporaryDirectory(), 'run.jsonl')
    expect(await runWithout({ journal, baseURL: server.url })).toMatchObject({ code: 'storage' })
    expect(server.requests).toHaveLength(3)
  })

  it('has its answer where it had that already', async () => {
    const server = await serve(turns(`${block('FINAL("found")')}\n${LONG}`))
    const journal = join(temporaryDirectory(), 'run.jsonl')
    const outcome = await runWithout({ journal, baseURL: server.url })
    expect(outcome).toMatchObject({ answer: 'found', storageErrors: 1, lastEvent: 'run-end' })
    expect(outcome.warnings).toHaveLength(1)
  })

  it('ends with its `run-end` where only the last line has no room', async () => {
    const server = await serve(turns(block('FINAL("word ".repeat(5000))')))
    const journal = join(temporaryDirectory(), 'run.jsonl')
    const outcome = await runWithout({ journal, baseURL: server.url })
    expect(outcome).toMatchObject({ answer: LONG, lastEvent: 'run-end' })
    expect(outcome.warnings).toHaveLength(1)
  })

  it("goes on with `onError: 'continue'`, and says so once", async () => {
    const server = await serve(turns(block('print(llm_query("a"))'), block('print(llm_query("b"))'), block('FINAL(1)')))
    const journal = { path: join(temporaryDirectory(), 'run.jsonl'), onError: 'continue' }
    const outcome = await runWithout({ journal, baseURL: server.url })
    expect(outcome).toMatchObject({ answer: '1', storageErrors: 1 })
    expect(outcome.warnings).toHaveLength(1)
  })

  it('is not stopped by a cache without room', async () => {
    const server = await serve(turns(block('print(llm_query("a"), llm_query("b"))'), block('FINAL(1)')))
    const outcome = await runWithout({ cacheDirectory: join(temporaryDirectory(), 'cache'), baseURL: server.url })
    expect(outcome).toMatchObject({ answer: '1', storageErrors: 1 })
    expect(outcome.warnings).toEqual([
      expect.stringMatching(/^The cache could not be written: .*EFBIG.*goes on without/),
    ])
  })
})

describe('a journal that cannot be made', () => {
  it('fails the run before anything is paid for', async () => {
    const readOnly = temporaryDirectory()
    chmodSync(readOnly, 0o500)
    await using script = await scriptedRLM({ root: [block('FINAL(1)')] })
    const missing = join(temporaryDirectory(), 'missing')
    for (const parent of process.getuid?.() === 0 ? [missing] : [missing, readOnly]) {
      const failed = await failureOf(script.rlm.run('some context', 'q', { journal: join(parent, 'run.jsonl') }))
      expect(failed).toMatchObject({ code: 'storage' })
    }
    expect(existsSync(missing)).toBe(false)
    expect(script.server.requests).toEqual([])
  })
})
