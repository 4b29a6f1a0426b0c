import { describe, expect, it } from 'vitest'
import { block, scriptedRLM } from '../support/script.ts'

/** Characters that two texts begin with in common. */
function commonPrefix(a: string, b: string): number {
  const length = Math.min(a.length, b.length)
  for (let index = 0; index < length; index += 1) if (a[index] !== b[index]) return index
  return length
}

describe('the requests of a run', () => {
  it('each begin with at least 95 % of the one before, so that prompt caches serve them', async () => {
    const turn = block('print("x".repeat(500))\nanswer = String(context.length)')
    await using script = await scriptedRLM(
      { root: [...Array.from({ length: 9 }, () => turn), block('FINAL(1)')] },
      {
        limits: { calls: 12, tokens: 1_000_000 },
        modelOptions: { temperature: 0 },
      },
    )
    await script.rlm.completion('some context', 'q')
    const bodies = script.rootRequests().map(({ body }) => JSON.stringify(body))
    const shares = bodies.slice(1).map((body, index) => {
      const before = bodies[index] ?? ''
      return commonPrefix(before, body) / before.length
    })
    expect(shares).toHaveLength(9)
    expect(Math.min(...shares)).toBeGreaterThan(0.95)
  })

  it('carry one `prompt_cache_key` for the whole run, sub-calls included, and another one for the next', async () => {
    await using script = await scriptedRLM({ root: [block('llm_query("x")'), block('FINAL(1)')] })
    await script.rlm.completion('some context', 'q')
    const keys = (): unknown[] => script.server.requests.map(({ body }) => body['prompt_cache_key'])
    const [first] = keys()
    expect(first).toMatch(/\w{8}/)
    expect(keys()).toEqual([first, first, first])
    await script.rlm.completion('some context', 'q')
    expect(keys()[3]).not.toBe(first)
  })

  it('have their cached tokens counted and priced', async () => {
    const usage = {
      prompt_tokens: 1000,
      completion_tokens: 10,
      prompt_tokens_details: { cached_tokens: 800 },
    }
    await using script = await scriptedRLM(
      { root: [{ text: block('FINAL(1)'), usage }] },
      {
        prices: { 'root-model': { input: 10, cachedInput: 1, output: 100 } },
      },
    )
    const result = await script.rlm.run('some context', 'q')
    expect(result.usage).toMatchObject({ inputTokens: 1000, cachedInputTokens: 800 })
    expect(result.usage.estimatedCostUsd).toBeCloseTo((200 * 10 + 800 * 1 + 10 * 100) / 1e6, 12)
  })
})
