import { describe, expect, it } from 'vitest'
import { answerMisfit, turnMessage } from '../../src/prompt/turn.ts'
import type { BlockResult } from '../../src/sandbox/sandbox.ts'

const quiet: BlockResult = { stdout: '', notes: [], variables: [], durationMs: 1 }
const report = (result: Partial<BlockResult>): string =>
  turnMessage({ results: [{ ...quiet, ...result }], skipped: 0, remarks: [] })

describe('turnMessage', () => {
  it('shows output, echo, variables and notes, a line each', () => {
    const message = report({ stdout: 'a\nb\n', result: '3', variables: ['x: number = 3', 'y: string'], notes: ['n1'] })
    expect(message).toBe('[block 1]\na\nb\n=> 3\nvariables: x: number = 3; y: string\nnote: n1')
  })

  it('asks whether a print was forgotten when a block shows nothing', () => {
    expect(report({ variables: ['x: number = 3'] })).toContain('(no output; did you forget to print?)')
  })

  it('shows an error with its place, frame and hint', () => {
    const error = { name: 'TypeError', message: 'no', line: 2, column: 5, frame: '> 2 | x.y\n', hint: 'try z' }
    expect(report({ error })).toBe('[block 1]\nTypeError: no (line 2, column 5)\n> 2 | x.y\nhint: try z')
  })

  it('says which variables went with a killed REPL', () => {
    const lost = { reason: 'time', message: 'It ran for 60 s.', variables: ['context', 'a', 'b'] } as const
    expect(report({ lost: { ...lost, variables: [...lost.variables] } })).toMatch(
      /It ran for 60 s\. A fresh REPL.*lost: a, b\./,
    )
  })

  it('counts several blocks and names those that did not run', () => {
    const message = turnMessage({ results: [quiet, quiet], skipped: 2, remarks: ['remark'] })
    expect(message).toContain('[block 2]')
    expect(message).toContain('Blocks 3 to 4 of your reply did not run, because block 2 failed.')
    expect(message.endsWith('remark')).toBe(true)
  })
})

describe('answerMisfit', () => {
  it('says what does not fit, that nothing is lost, and what to do', () => {
    expect(answerMisfit('✖ Too big\n  → at age')).toMatch(/\n✖ Too big\n  → at age\n.*variables are kept.*FINAL again/)
  })
})
