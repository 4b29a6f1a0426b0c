import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { EXAMPLES } from '../../examples/catalog.ts'
import { type OfflineModel, serveOfflineModel } from '../../examples/offline/environment.ts'
import { type Outcome, writeReport } from '../../examples/report.ts'

/** None of them was used while the offline model was written. */
const SEEDS = Array.from({ length: 20 }, (_, index) => 1001 + index)

/** 50 MB of text, or a dozen sandboxes: one at a time. */
const HEAVY: ReadonlySet<string> = new Set(['needle', 'recursion'])

let offline: OfflineModel | undefined

beforeAll(async () => {
  for (const name of ['OPENAI_API_KEY', 'OPENAI_BASE_URL', 'RLM_MODEL', 'RLM_RECURSIVE_MODEL']) vi.stubEnv(name, '')
  offline = await serveOfflineModel(process.env)
})

afterAll(async () => {
  await offline?.close()
  vi.unstubAllEnvs()
})

async function runExample(name: string, seed: number): Promise<Outcome[]> {
  const report = writeReport(name, () => {})
  await EXAMPLES.get(name)?.({ seed, options: {}, report })
  return report.outcomes
}

describe.each([...EXAMPLES.keys()])('the example %s', (name) => {
  const concurrent = !HEAVY.has(name)
  test.each(SEEDS)('comes out right on seed %i', { timeout: 120_000, concurrent }, async (seed) => {
    const outcomes = await runExample(name, seed)
    expect(outcomes.length).toBeGreaterThan(0)
    for (const { answer, expected, agrees } of outcomes)
      expect({ answer, agrees }).toEqual({ answer: expected, agrees: true })
  })
})

test('recursion at maxDepth 2 makes plain calls for the teams, at 3 they are RLMs with calls of their own', async () => {
  const [two, three] = await runExample('recursion', 1)
  expect(Object.keys(two?.usage.byDepth ?? {})).toEqual(['0', '1', '2'])
  expect(Object.keys(three?.usage.byDepth ?? {})).toEqual(['0', '1', '2', '3'])
})

test('aggregation reads 5,000 entries in fat prompts, not one by one', async () => {
  const [outcome] = await runExample('aggregation', 1)
  const { subCalls } = outcome?.usage.breakdownByComponent ?? {}
  expect(subCalls?.calls).toBeGreaterThan(4)
  expect(subCalls?.calls).toBeLessThan(30)
})
