import { readFile, writeFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { temporaryDirectory } from '../storage/temporary-directory.ts'
import { block, scriptedRLM } from '../support/script.ts'

const CONTEXT = 'some context'

describe('a journal with lines that no run has written', () => {
  it.each([
    ['a time that no clock shows', /"nowMs":\d+/g, '"nowMs":1e300'],
    ['a seed below 0', /"seed":\d+/g, '"seed":-1'],
    ['a seed that is no integer', /"seed":\d+/g, '"seed":0.5'],
    ['an order of calls that were never made', /\n/, '\n{"type":"delivery","key":"unknown","id":1e9}\n'],
    ['a line of a million characters', /\n/, `\n{"type":"reply","key":"${'x'.repeat(1_000_000)}"}\n`],
    ['a reply for a key that is never asked', /\n/, '\n{"type":"answer","key":"x","scope":"","ok":true,"text":"x"}\n'],
  ])('is gone on with all the same: %s', async (_, pattern, replacement) => {
    const journal = `${temporaryDirectory()}/run.jsonl`
    await using script = await scriptedRLM({ root: [block('print(llm_query("a"))'), block('FINAL(llm_query("b"))')] })
    await script.rlm.run(CONTEXT, 'q', { journal })
    await writeFile(journal, (await readFile(journal, 'utf8')).replace(pattern, replacement))
    const { answer, usage } = await script.rlm.resume(journal, { context: CONTEXT })
    expect([answer, usage.totalCalls]).toEqual(['A(b)', 0])
  })

  it('answers two that resume it at once, and stays whole', async () => {
    const journal = `${temporaryDirectory()}/run.jsonl`
    await using script = await scriptedRLM({ root: [block('print(llm_query("a"))'), block('FINAL(llm_query("b"))')] })
    await script.rlm.run(CONTEXT, 'q', { journal })
    const lines = (await readFile(journal, 'utf8')).split('\n')
    await writeFile(journal, `${lines.slice(0, 4).join('\n')}\n`)
    const resume = () => script.rlm.resume(journal, { context: CONTEXT })
    const both = await Promise.all([resume(), resume()])
    const { answer, usage } = await resume()
    expect([...both.map((one) => one.answer), answer, usage.totalCalls]).toEqual(['A(b)', 'A(b)', 'A(b)', 0])
  })
})
