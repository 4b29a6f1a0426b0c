import { statSync } from 'node:fs'
import { basename, dirname } from 'node:path'
import { describe, expect, it } from 'vitest'
import { loadTrajectory } from '../../src/trajectory/reader.ts'
import { VERSION } from '../../src/version.ts'
import { errorBody } from '../support/chat-server.ts'
import { faultsOf } from '../support/event-tree.ts'
import { block } from '../support/script.ts'
import { asTold, record, withoutIds } from './recordings.ts'

const nested = block('print(llm_query("leaf"))\nFINAL("nested")')
const TREE = {
  root: [
    `Let me see.\n${block('print("y".repeat(300))\ncontext.slice(0, 200)')}\n${block('null.x')}`,
    block('FINAL((await Promise.all(["a", "b"].map(x => llm_query_async(x)))).join("+"))'),
  ],
  sub: (prompt: string) => (prompt === 'leaf' ? 'plain' : nested),
}

describe('the trajectory of a run', () => {
  it('gives back every event as it was told, but for the pieces of texts', async () => {
    const { path, events } = await record(TREE, { maxDepth: 2 }, { context: 'line\n'.repeat(500) })
    const trajectory = await loadTrajectory(path)
    expect(trajectory).toMatchObject({ tornLines: 0, isComplete: true })
    expect(withoutIds(trajectory.events)).toEqual(asTold(events))
    expect(faultsOf(trajectory.events)).toEqual([])
    expect(new Set(trajectory.events.map(({ type }) => type))).toContain('sub-call-end')
  })

  it('begins with the version of its format, the library and the options, and is named by time and run', async () => {
    const { path } = await record(TREE, {
      apiKey: 'sk-secret-key',
      headers: { 'x-secret': 'hidden-header' },
      modelOptions: { temperature: 0, extraBody: { user: 'hidden-user' } },
      limits: { calls: 50 },
      maxDepth: 2,
    })
    const { header, events } = await loadTrajectory(path)
    expect(header).toMatchObject({ type: 'trajectory', version: 1, library: VERSION, runId: events[0]?.runId })
    expect(header.options).toMatchObject({ model: 'root-model', maxDepth: 2, limits: { calls: 50 } })
    expect(header.options.modelOptions).toEqual({ temperature: 0 })
    expect(JSON.stringify(header)).not.toMatch(/secret|hidden|127\.0\.0\.1/)
    expect(basename(path)).toBe(`${header.createdAt.replaceAll(/[:.]/g, '-')}-${header.runId.slice(0, 8)}.jsonl`)
  })

  it('holds the context by hash, size and preview only', async () => {
    const context = Array.from({ length: 2000 }, (_, index) => `record ${index}`).join('\n')
    const { path, text } = await record({ root: [block('FINAL(1)')] }, {}, { context })
    const [start] = (await loadTrajectory(path)).events
    expect(start).toMatchObject({ type: 'run-start', contextChars: context.length })
    expect(start).toMatchObject({ contextHash: expect.stringMatching(/^[0-9a-f]{64}$/) as string })
    expect(text).toContain('record 0')
    expect(text).not.toContain('record 1000')
  })

  it.skipIf(process.platform === 'win32')('is for its owner alone, and so is the directory that it makes', async () => {
    const { path } = await record(TREE, { maxDepth: 2 })
    expect(statSync(path).mode & 0o777).toBe(0o600)
    expect(statSync(dirname(path)).mode & 0o777).toBe(0o700)
  })

  it('holds each long text once, however often it was sent', async () => {
    const secret = 'a prompt that is asked again and again, and whose text is long enough to be worth a line'
    const { text } = await record(
      { root: [block(`for (const i of [1, 2, 3]) llm_query(context)`), block('FINAL(1)')] },
      {},
      { context: secret },
    )
    const lines = text.split('\n').filter((line) => line.includes(`"text":"${secret}"`))
    expect(lines).toHaveLength(1)
  })

  it('ends with the end of the run, also where that was aborted or failed', async () => {
    const controller = new AbortController()
    const aborted = await record(
      { root: [block('llm_query("x")')] },
      {},
      {
        signal: controller.signal,
        onEvent: ({ type }) => type === 'sub-call-start' && controller.abort(),
      },
    )
    const refused = { status: 401, body: errorBody('no', 'invalid_api_key') }
    const failed = await record({ root: [block('1'), refused] })
    for (const [{ path, outcome }, code] of [
      [aborted, 'aborted'],
      [failed, 'authentication'],
    ] as const) {
      expect(outcome).toMatchObject({ code })
      const { events, isComplete, tornLines } = await loadTrajectory(path)
      expect(events.at(-1)).toMatchObject({ type: 'run-end', outcome: { ok: false, code } })
      expect(faultsOf(events)).toEqual([])
      expect({ isComplete, tornLines }).toEqual({ isComplete: true, tornLines: 0 })
    }
  })
})

describe('redact', () => {
  it('is applied to every text that is written', async () => {
    const script = {
      root: [
        block('print("token-123 is printed ".repeat(9))\nconst kept = "token-123"\nkept'),
        block('llm_query("what is token-123?")\nthrow new Error("token-123")'),
        block('FINAL("the answer is token-123")'),
      ],
      sub: () => 'token-123 is a token',
    }
    const redact = (text: string): string => text.replaceAll('token-123', '[secret]')
    const run = { context: `token-123${'.'.repeat(2000)}`, query: 'What is token-123?' }
    const { text, path, outcome } = await record(script, { redact }, run)
    expect(outcome).toBe('the answer is token-123')
    expect(text).not.toContain('token-123')
    expect(text).toContain('[secret] is a token')
    expect((await loadTrajectory(path)).events.at(-1)).toMatchObject({ answer: 'the answer is [secret]' })
  })

  it('that throws hides every text, and the trajectory stays valid', async () => {
    const redact = (): string => {
      throw new Error('a broken hook')
    }
    const { path } = await record({ root: [block('FINAL("told")')] }, { redact })
    const { events, tornLines } = await loadTrajectory(path)
    expect(tornLines).toBe(0)
    expect(events.at(-1)).toMatchObject({ type: 'run-end', answer: '[redacted]' })
  })
})
