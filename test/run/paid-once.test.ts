import { readFile, writeFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { type ModelClient, RLM, type RLMOptions } from '../../src/index.ts'
import { temporaryDirectory } from '../storage/temporary-directory.ts'
import { errorBody } from '../support/chat-server.ts'
import { block, recorder, scriptedRLM } from '../support/script.ts'

const CONTEXT = 'some context'

function newJournal(): string {
  return `${temporaryDirectory()}/run.jsonl`
}

describe('a run that is resumed after its end', () => {
  it.each<[string, string, RLMOptions]>([
    [
      'a prompt that failed and was asked again',
      'let a; try { a = llm_query("once") } catch { a = llm_query("once") }',
      {},
    ],
    [
      'prompts that shared one call',
      'const a = (await Promise.all([1, 2, 3].map(() => llm_query("shared")))).join()',
      { dedupe: true },
    ],
    ['prompts that were in the cache', 'const a = llm_query("once more")', { cache: new Map() }],
  ])('sends nothing again of %s', async (_, source, options) => {
    const journal = newJournal()
    let asked = 0
    await using script = await scriptedRLM(
      {
        root: [block(`${source}\nprint(a)`), block('FINAL(a)')],
        sub: (prompt) =>
          (asked += 1) === 1 && prompt === 'once' ? { status: 400, body: errorBody('no') } : `${asked}`,
      },
      options,
    )
    const { answer } = await script.rlm.run(CONTEXT, 'q', { journal })
    const sent = script.server.requests.length
    if (options.cache instanceof Map) options.cache.clear()
    const again = await script.rlm.resume(journal, { context: CONTEXT })
    expect([again.answer, script.server.requests.length - sent]).toEqual([answer, 0])
  })

  it('that found everything in the cache finds it in its journal when that is empty', async () => {
    const journal = newJournal()
    const cache = new Map<string, string>()
    let drawn = 0
    await using script = await scriptedRLM(
      { root: [block('FINAL(llm_query("draw"))')], sub: () => `${(drawn += 1)}` },
      { cache },
    )
    expect(await script.rlm.completion(CONTEXT, 'q')).toBe('1')
    expect(await script.rlm.completion(CONTEXT, 'q', { journal })).toBe('1')
    cache.clear()
    const { answer, usage, replayed } = await script.rlm.resume(journal, { context: CONTEXT })
    expect([answer, usage.totalCalls, replayed?.totalCalls]).toEqual(['1', 0, 0])
  })

  it('says only once that it has left the path of its journal', async () => {
    const journal = newJournal()
    await using script = await scriptedRLM({
      root: ['1', '2', '3', '4', '5'].map((n) => block(n)).concat(block('FINAL(6)')),
    })
    await script.rlm.run(CONTEXT, 'q', { journal })
    const text = await readFile(journal, 'utf8')
    await writeFile(journal, text.replace('repl\\n1\\n', 'repl\\nprint(1)\\n'))
    const replies = [block('7'), block('8'), block('FINAL(9)')]
    const client: ModelClient = {
      endpoint: script.server.url,
      complete: async () => ({ text: replies.shift() ?? '', finishReason: 'stop' }),
    }
    const anew = new RLM({ client, model: 'root-model', recursiveModel: 'sub-model' })
    const { onEvent, of } = recorder()
    expect((await anew.resume(journal, { context: CONTEXT, onEvent })).answer).toBe('9')
    expect(of('replay-divergence')).toHaveLength(1)
  })
})

describe('a cache', () => {
  it('keeps two equal nested runs apart, and finds both again', async () => {
    let drawn = 0
    await using script = await scriptedRLM(
      {
        root: [block('FINAL([rlm_query("same", "c"), rlm_query("same", "c")].join())')],
        sub: () => block(`FINAL(${(drawn += 1)})`),
      },
      { cache: new Map(), maxDepth: 2 },
    )
    expect(await script.rlm.completion(CONTEXT, 'q')).toBe('1,2')
    expect(await script.rlm.completion(CONTEXT, 'q')).toBe('1,2')
    expect(script.server.requests).toHaveLength(3)
  })
})

describe('the options of a resumed run', () => {
  it('are checked before its journal is read', async () => {
    await using script = await scriptedRLM({ root: [block('FINAL(1)')] })
    for (const [wrong, message] of [
      [
        { context: CONTEXT, onError: 'whatever' },
        /`onError` must be 'stop' or 'continue'; received 'whatever'\. Leave/,
      ],
      [{ context: CONTEXT, journal: 'another' }, /`journal` is not an option/],
      [undefined, /must be an object; received undefined\. Give it the `context`/],
    ] as const) {
      const resumed = script.rlm.resume('no such journal', wrong as never)
      await expect(resumed).rejects.toThrow(TypeError)
      await expect(resumed).rejects.toThrow(message)
    }
  })
})
