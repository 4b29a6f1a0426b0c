import { PassThrough } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { runLog } from '../src/log.ts'
import { block, scriptedRLM } from './support/script.ts'

async function logOf(root: string[], options = {}): Promise<string> {
  const stream = new PassThrough({ encoding: 'utf8' })
  await using script = await scriptedRLM({ root }, options)
  await script.rlm.run('some context', 'What is it?', { onEvent: runLog(stream) })
  stream.end()
  return (await stream.toArray()).join('')
}

describe('the log of a run', () => {
  it('reads like a notebook: the plan, the cell, its output, the answer', async () => {
    const log = await logOf([`I look first.\n${block('print(context.length)\n1 + 1')}`, block('FINAL("it")')])
    expect(log).toMatch(/── RLM \(root-model\): What is it\?\n {3}context: a string of 1 line, 12 characters/)
    expect(log).toMatch(
      / {2}I look first\.\nIn \[1\.1]\n {2}│ print\(context\.length\)\n {2}│ 1 \+ 1\nOut\[1\.1] [\d.]+ s\n {2}│ 12\n {2}│ => 2/,
    )
    expect(log).toMatch(/Answer\n {2}it\n── final · 2 calls · \d+ tokens · cost unknown/)
  })

  it('counts the sub-calls of a block and indents nested runs', async () => {
    const log = await logOf([block('FINAL(llm_query_batch(["a", "b"]).length)')])
    expect(log).toMatch(/Out\[1\.1] [\d.]+ s · 2 sub-calls/)
  })

  it('tells of a limit that was reached, and of older turns that were summarised', async () => {
    const limited = await logOf([block('1'), 'It is one.'], { limits: { calls: 2 } })
    expect(limited).toContain('limit reached: calls (1 of 2); now the last turn')
    const talk = block('print("y".repeat(4000))')
    const long = await logOf([talk, talk, talk, talk, talk, block('FINAL(1)')], { contextWindow: 5000 })
    expect(long).toMatch(/older turns were summarised: about \d+ tokens are left/)
  })

  it('cuts what is long', async () => {
    const log = await logOf([block('for (let i = 0; i < 100; i++) print("line", i)'), block('FINAL(1)')])
    expect(log).toContain('line 5')
    expect(log).not.toContain('line 50')
    expect(log).toContain('…')
  })
})
