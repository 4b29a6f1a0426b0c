import { describe, expect, it } from 'vitest'
import type { ChatRequest, Reply } from '../support/chat-server.ts'
import { errorBody } from '../support/chat-server.ts'
import { faultsOf } from '../support/event-tree.ts'
import { failureOf } from '../support/failure.ts'
import { block, recorder, scriptedRLM } from '../support/script.ts'

const asksForSummary = ({ body }: ChatRequest): boolean => /Write no block/.test(body.messages.at(-1)?.content ?? '')
const chars = ({ body }: ChatRequest): number => JSON.stringify(body.messages).length

/** A root LM that goes through `turns`, and answers with a summary when it is asked for one. */
function rootOf(...turns: string[]): ((request: ChatRequest) => Reply)[] {
  let turn = 0
  const reply = (request: ChatRequest): Reply =>
    asksForSummary(request) ? 'SUMMARY: found is 42.' : (turns[turn++] ?? block('FINAL(1)'))
  return Array.from({ length: 40 }, () => reply)
}

/** A turn whose report has about so many characters. */
const talk = (length: number): string => block(`print("y".repeat(${length}))`)

describe('a conversation that nears the window', () => {
  const contextWindow = { 'root-model': 6000 }

  it('has its older turns summarised by the model; variables stay, and the log is in `history`', async () => {
    const root = rootOf(
      block('const found = 42'),
      ...Array.from({ length: 4 }, () => talk(3800)),
      block('print(found, history.length, history[0].role, history[1].content)'),
      block('FINAL(found)'),
    )
    await using script = await scriptedRLM({ root }, { contextWindow })
    const { events, onEvent, of } = recorder()
    expect(await script.rlm.completion('some context', 'What is found?', { onEvent })).toBe('42')
    expect(of('compaction-start').length).toBeGreaterThan(0)
    expect(of('compaction-end')[0]?.tokens).toBeLessThan(of('compaction-start')[0]?.tokens ?? 0)
    const last = script.rootRequests().at(-1)
    expect(last?.body.messages[1]?.content).toMatch(/What is found\?[^]*`history`[^]*SUMMARY: found is 42\.$/)
    expect(last?.body.messages.map(({ role }) => role)).toEqual(
      last?.body.messages.map((_, index) => (index === 0 ? 'system' : index % 2 === 1 ? 'user' : 'assistant')),
    )
    expect(script.lastReport()).toMatch(/42 \d+ user ```repl\nconst found = 42/)
    expect(of('model-call-end').filter(({ role }) => role === 'summary')).toHaveLength(of('compaction-end').length)
    expect(faultsOf(events)).toEqual([])
  })

  it('never grows beyond it', async () => {
    const turns = Array.from({ length: 15 }, () => talk(3000))
    await using script = await scriptedRLM({ root: rootOf(...turns) }, { contextWindow, maxIterations: 30 })
    await script.rlm.completion('some context', 'q')
    expect(script.rootRequests().length).toBeGreaterThan(16)
    for (const request of script.rootRequests()) expect(chars(request) / 4).toBeLessThan(6000)
  })

  it('keeps its history when the sandbox is lost', async () => {
    const root = rootOf(
      ...Array.from({ length: 5 }, () => talk(3800)),
      block('[].indexOf.call({ length: 2 ** 53 - 1 }, 1)'),
      block('FINAL(history.length > 3)'),
    )
    await using script = await scriptedRLM({ root }, { contextWindow, sandbox: { blockTimeoutMs: 300 } })
    expect(await script.rlm.completion('some context', 'q')).toBe('true')
  })
})

describe('a conversation that is full when a limit is reached', () => {
  it('still gets its last turn, without a summary', async () => {
    const root = rootOf(...Array.from({ length: 4 }, () => talk(4000)), 'The answer is 42.')
    await using script = await scriptedRLM({ root }, { contextWindow: { 'root-model': 6000 }, limits: { calls: 5 } })
    expect(await script.rlm.run('some context', 'q')).toMatchObject({
      answer: 'The answer is 42.',
      stopReason: 'limit',
    })
    expect(script.server.requests.filter(asksForSummary)).toHaveLength(0)
  })
})

describe('a request that the model refuses as too long', () => {
  const tooLong = { status: 400, body: errorBody('maximum context length is 2000 tokens', 'context_length_exceeded') }

  /** A model with a window that nobody knows of. */
  function narrow(limit: number, root: ((request: ChatRequest) => Reply)[]) {
    let refused = 0
    const guarded = root.map((reply) => (request: ChatRequest): Reply => {
      if (chars(request) <= limit) return reply(request)
      refused += 1
      return tooLong
    })
    return { root: guarded, refused: () => refused }
  }

  it('is made shorter, and the run goes on', async () => {
    const model = narrow(
      12_000,
      rootOf(block('var kept = 7'), talk(4000), talk(4000), talk(4000), block('FINAL(kept)')),
    )
    await using script = await scriptedRLM({ root: model.root })
    expect(await script.rlm.completion('some context', 'q')).toBe('7')
    expect(model.refused()).toBeGreaterThan(0)
  })

  it('of a single huge report is cut, even where not all of it can be summarised', async () => {
    const model = narrow(12_000, rootOf(talk(15_000), block('FINAL("done")')))
    await using script = await scriptedRLM({ root: model.root })
    expect(await script.rlm.completion('some context', 'q')).toBe('done')
  })

  it('ends the run with a clear error where there is nothing to leave out', async () => {
    await using script = await scriptedRLM({ root: [() => tooLong] })
    expect(await failureOf(script.rlm.completion('some context', 'q'))).toMatchObject({ code: 'context-length' })
    expect(script.server.requests).toHaveLength(1)
  })
})

describe('a sub-call that cannot fit', () => {
  it('fails before it is sent, with its size and the limit', async () => {
    const source = 'try { llm_query("z".repeat(50_000)) } catch (error) { print(error.message) }'
    await using script = await scriptedRLM({ root: [block(source), block('FINAL(1)')] }, { contextWindow: 8000 })
    await script.rlm.completion('some context', 'q')
    expect(script.lastReport()).toMatch(/50000 characters, about 12500 tokens[^]*sub-model is 8000/)
    expect(script.server.requests).toHaveLength(2)
  })
})
