import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { z } from 'zod'
import { RLM, RLMError, type RunEvent, tool } from '../../src/index.ts'
import { failureOf } from '../support/failure.ts'
import { faultsOf } from '../support/event-tree.ts'
import { block, recorder, scriptedRLM } from '../support/script.ts'

const CONTEXT = 'some context'
const OUTAGE = { status: 400, body: { error: { message: 'an outage that no retry ends' } } }

/** Path of a journal that does not exist yet. */
async function newJournal(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'rlm-journal-'))
  onTestFinished(() => rm(directory, { recursive: true }))
  return join(directory, 'run.jsonl')
}

/** A root LM whose endpoint fails once, at a turn from 1. */
function failingAt(turn: number, replies: readonly string[]) {
  let asked = 0
  const reply = () => {
    asked += 1
    const index = asked > turn ? asked - 2 : asked - 1
    return asked === turn ? OUTAGE : (replies[index] ?? '')
  }
  return [reply]
}

describe('rlm.resume', () => {
  it('goes on where a run failed, with the same random numbers, times and answers', async () => {
    const journal = await newJournal()
    const replies = [
      block('const drawn = [Math.random(), Date.now()]; const a = llm_query("about " + drawn)'),
      block('const b = llm_query(a + "?")'),
      block('FINAL(b)'),
    ]
    await using script = await scriptedRLM({ root: failingAt(3, replies) })
    const failed = await failureOf(script.rlm.run(CONTEXT, 'q', { journal }))
    expect(failed).toMatchObject({ code: 'bad-request', usage: { totalCalls: 4 } })
    const paid = script.server.requests.length
    const { events, onEvent, of } = recorder()
    const result = await script.rlm.resume(journal, { context: CONTEXT, onEvent })
    expect(result.answer).toMatch(/^A\(A\(about 0\.\d+,\d+\)\?\)$/)
    expect(script.server.requests.length - paid).toBe(1)
    expect(result).toMatchObject({ usage: { totalCalls: 1 }, replayed: { totalCalls: 4 }, iterations: 3 })
    expect(of('model-call-end').map(({ source }) => source)).toEqual([...Array(4).fill('journal'), 'model'])
    expect(of('replay-divergence')).toEqual([])
    expect(faultsOf(events)).toEqual([])
    expect(of('run-start')[0]?.id).toBe(JSON.parse((await readFile(journal, 'utf8')).split('\n')[0] ?? '').runId)
  })

  it('calls no tool again that was called', async () => {
    const journal = await newJournal()
    let calls = 0
    const send = tool({
      description: 'Sends a letter',
      parameters: z.object({ to: z.string() }),
      execute: ({ to }) => `${to} ${(calls += 1)}`,
    })
    const replies = [
      block('print(send({ to: "Ann" })); print(await send({ to: "Bob" }))'),
      block('FINAL(send({ to: "Ann" }))'),
    ]
    await using script = await scriptedRLM({ root: failingAt(2, replies) }, { tools: { send } })
    await failureOf(script.rlm.run(CONTEXT, 'q', { journal }))
    const { onEvent, of } = recorder()
    const { answer } = await script.rlm.resume(journal, { context: CONTEXT, onEvent })
    expect([answer, calls]).toEqual(['Ann 3', 3])
    expect(of('tool-call-end').map(({ isReplayed }) => isReplayed)).toEqual([true, true, false])
  })

  it('takes a reply as the turn whose blocks ran before the host ended, and pays for neither again', async () => {
    const journal = await newJournal()
    const beginning = `${block('const a = llm_query("paid")')}\n`
    const begun = { text: beginning, pieces: [beginning, 'and on'], holdAfterFirst: new Promise(() => {}) }
    await using script = await scriptedRLM({ root: [begun, block('FINAL(a)')] })
    const abort = new AbortController()
    const { onEvent, of } = recorder()
    const onFirst = ({ type }: RunEvent): void => void (type === 'block-end' && abort.abort())
    await failureOf(script.rlm.run(CONTEXT, 'q', { journal, signal: abort.signal, onEvent: onFirst }))
    const asked = script.server.requests.length
    const result = await script.rlm.resume(journal, { context: CONTEXT, onEvent })
    expect(result).toMatchObject({
      answer: 'A(paid)',
      iterations: 2,
      usage: { totalCalls: 1 },
      replayed: { totalCalls: 2 },
    })
    expect(script.server.requests.slice(asked).map(({ body }) => body.model)).toEqual(['root-model'])
    expect(script.lastReport()).toMatch(/connection broke while you were writing/)
    expect(of('replay-divergence')).toEqual([])
    const again = await script.rlm.resume(journal, { context: CONTEXT })
    expect(again).toMatchObject({ answer: 'A(paid)', usage: { totalCalls: 0 } })
  })

  it('tells the model of a failed sub-call again where it has been told, and else asks again', async () => {
    const journal = await newJournal()
    let isDown = true
    await using script = await scriptedRLM({
      root: failingAt(3, [
        block('print(llm_query_batch(["a", "b"]))'),
        block('print(llm_query_batch(["c", "d"]))'),
        block('FINAL(1)'),
      ]),
      sub: (prompt) => (isDown && 'bc'.includes(prompt) ? OUTAGE : `A(${prompt})`),
    })
    await failureOf(script.rlm.run(CONTEXT, 'q', { journal }))
    isDown = false
    const asked = script.server.requests.length
    await script.rlm.resume(journal, { context: CONTEXT })
    const prompts = script.server.requests.slice(asked).map(({ body }) => body.messages.at(-1)?.content ?? '')
    expect(prompts.filter((prompt) => prompt.length === 1)).toEqual(['c'])
  })

  it('says where it has left the path of the journal, and goes on from there', async () => {
    const journal = await newJournal()
    const replies = [block('1'), block('2'), block('3'), block('FINAL(4)')]
    await using script = await scriptedRLM({ root: failingAt(4, replies) })
    await failureOf(script.rlm.run(CONTEXT, 'q', { journal }))
    const text = await readFile(journal, 'utf8')
    await writeFile(journal, text.replace('repl\\n1\\n', 'repl\\nprint(1)\\n'))
    const { onEvent, of } = recorder()
    const { answer, usage } = await script.rlm.resume(journal, { context: CONTEXT, onEvent })
    expect(answer).toBe('4')
    expect(usage.totalCalls).toBeGreaterThan(0)
    expect(of('replay-divergence')[0]?.message).toMatch(/asked anew from here on, and 2 recorded turns cannot be used/)
  })

  it('counts what was paid before in the limits, and goes on under higher ones', async () => {
    const journal = await newJournal()
    const root = [
      block('print(llm_query("a"), budget().calls.spent)'),
      block('const b = llm_query("b")'),
      block('FINAL(b)'),
    ]
    await using script = await scriptedRLM(
      { root: [root[0] ?? '', root[1] ?? '', 'no calls left', root[2] ?? ''] },
      { limits: { calls: 4 } },
    )
    expect(await script.rlm.run(CONTEXT, 'q', { journal })).toMatchObject({
      answer: 'no calls left',
      stopReason: 'limit',
    })
    const same = await script.rlm.resume(journal, { context: CONTEXT })
    expect(same).toMatchObject({ answer: 'no calls left', stopReason: 'limit', usage: { totalCalls: 0 } })
    const models = { model: 'root-model', recursiveModel: 'sub-model' }
    const richer = new RLM({ apiKey: 'k', baseURL: script.server.url, ...models, limits: { calls: 20 } })
    const result = await richer.resume(journal, { context: CONTEXT })
    expect(result).toMatchObject({
      answer: 'A(b)',
      stopReason: 'final',
      usage: { totalCalls: 2 },
      replayed: { totalCalls: 3 },
    })
  })

  it('refuses another context, query or option before anything is paid for', async () => {
    const journal = await newJournal()
    await using script = await scriptedRLM({ root: [block('FINAL(1)')] })
    await script.rlm.run(CONTEXT, 'q', { journal })
    const paid = script.server.requests.length
    const other = new RLM({ apiKey: 'k', baseURL: script.server.url, model: 'root-model', recursiveModel: 'another' })
    const resumes = [
      () => script.rlm.resume(journal, { context: 'another' }),
      () => script.rlm.resume(journal, { context: CONTEXT, query: 'another' }),
      () => other.resume(journal, { context: CONTEXT }),
      () => script.rlm.resume(journal, { context: CONTEXT, schema: z.number() }),
    ]
    for (const [index, name] of ['context', 'query', 'recursiveModel', 'schema'].entries()) {
      const message = new RegExp(
        `^\`${name}\` of a resumed run must be that of its journal; received .+\\. (Give|Leave|Make)`,
      )
      await expect(resumes[index]?.()).rejects.toThrow(TypeError)
      await expect(resumes[index]?.()).rejects.toMatchObject({
        code: 'invalid-resume',
        message: expect.stringMatching(message),
      })
    }
    expect(script.server.requests).toHaveLength(paid)
  })

  it('refuses a file that is no journal, and `run` one that exists', async () => {
    const journal = await newJournal()
    await using script = await scriptedRLM({ root: [block('FINAL(1)')] })
    expect(await failureOf(script.rlm.resume(journal, { context: CONTEXT }))).toMatchObject({ code: 'storage' })
    await writeFile(journal, 'something else\n')
    for (const attempt of [
      () => script.rlm.resume(journal, { context: CONTEXT }),
      () => script.rlm.run(CONTEXT, 'q', { journal }),
    ]) {
      const error = await failureOf(attempt())
      expect(error).toBeInstanceOf(RLMError)
      expect(error.code).toBe('storage')
    }
    expect(script.server.requests).toEqual([])
    expect(await readFile(journal, 'utf8')).toBe('something else\n')
  })
})

describe('a journal', () => {
  it('is for its owner alone, and holds no key', async () => {
    const journal = await newJournal()
    await using script = await scriptedRLM({ root: [block('FINAL(1)')] }, { apiKey: 'sk-very-secret-key-1234' })
    await script.rlm.run(CONTEXT, 'q', { journal })
    expect((await stat(journal)).mode & 0o777).toBe(0o600)
    expect(await readFile(journal, 'utf8')).not.toContain('very-secret')
    expect(await readFile(journal, 'utf8')).not.toContain(CONTEXT)
  })

  it('is written without what `redact` takes out, whose calls are then paid for again', async () => {
    const journal = await newJournal()
    const replies = [block('print(llm_query("who?"), llm_query("what?"))'), block('FINAL(1)')]
    await using script = await scriptedRLM(
      { root: failingAt(2, replies), sub: (prompt) => (prompt === 'who?' ? 'It was Ann.' : 'Nothing.') },
      { redact: (text) => text.replaceAll('Ann', '[name]') },
    )
    await failureOf(script.rlm.run(CONTEXT, 'Ask about Ann', { journal }))
    expect(await readFile(journal, 'utf8')).not.toContain('Ann')
    const withoutQuery = script.rlm.resume(journal, { context: CONTEXT })
    await expect(withoutQuery).rejects.toMatchObject({
      code: 'invalid-resume',
      message: expect.stringContaining('`query`'),
    })
    const asked = script.server.requests.length
    expect(await script.rlm.resume(journal, { context: CONTEXT, query: 'Ask about Ann' })).toMatchObject({
      answer: '1',
    })
    const prompts = script.server.requests.slice(asked).map(({ body }) => body.messages.at(-1)?.content)
    expect(prompts.filter((prompt) => prompt?.endsWith('?'))).toEqual(['who?'])
  })
})
