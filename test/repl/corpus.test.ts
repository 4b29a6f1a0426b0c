import { describe, expect, test } from 'vitest'
import { caseModel, complaints, loadCases } from './cases.ts'
import { openTestRepl } from './in-process.ts'

describe('blocks as language models write them', () => {
  test.each(loadCases())('$id', (replCase) => {
    const repl = openTestRepl({ context: replCase.context, model: caseModel })
    const shown = replCase.blocks.map((source) => repl.run(source))
    expect(complaints(replCase, shown, repl.wire.peak)).toEqual([])
    expect(repl.wire.peak).toBeGreaterThanOrEqual(replCase.conc ?? replCase.concExt ?? 0)
  })
})
