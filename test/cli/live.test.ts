import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { showOnScreen } from '../support/screen.ts'
import { block } from '../support/script.ts'
import { at, final, openProgram, type Program, startModel } from './program.ts'

let program: Program

beforeAll(async () => {
  program = await openProgram()
})

afterAll(() => program[Symbol.asyncDispose]())

/** Styles of text, such as bold and red; moves of the cursor do not count. */
// oxlint-disable-next-line no-control-regex -- it is what is looked for
const COLOURS = /\u001B\[[\d;]*m/

describe('on a terminal', () => {
  it(
    '1,000 sub-calls stay on the screen, and only the answer and a line about the cost are left',
    { timeout: 90_000 },
    async () => {
      await using model = await startModel([
        final('llm_query_batch(Array.from({ length: 1000 }, (_, index) => `part ${index}`)).length'),
      ])
      const terminal = { columns: 60, rows: 12 }
      const { code, stdout, stderr } = await program.run(['ask', 'How many?', ...at(model)], { terminal })
      expect({ code, stdout }).toEqual({ code: 0, stdout: '1000\n' })
      const { frames, lines, scrolled, isCursorShown } = showOnScreen(stderr, terminal)
      expect(frames.some((frame) => /\d+\/1,000 sub-calls/.test(frame.join('\n')))).toBe(true)
      expect(Math.max(...frames.map((frame) => frame.filter((line) => line !== '').length))).toBeLessThan(12)
      expect({ scrolled, isCursorShown }).toEqual({ scrolled: 0, isCursorShown: true })
      expect(lines.join('\n').trim()).toMatch(/^1,001 calls · [\d,]+ tokens · cost unknown \(no price for[^]* s$/)
    },
  )

  it.each([
    [20, 6],
    [0, 0],
  ])('of %i columns and %i rows nothing is pushed out', async (columns, rows) => {
    await using model = await startModel([block('print("x".repeat(500))'), final('"done"')])
    const { code, stderr } = await program.run(['ask', 'W'.repeat(300), ...at(model)], { terminal: { columns, rows } })
    expect(code).toBe(0)
    const shown = showOnScreen(stderr.slice(0, stderr.lastIndexOf('\u001B[?25h')), {
      columns: columns || 80,
      rows: rows || 24,
    })
    expect(shown.frames.length).toBeGreaterThan(1)
    expect(shown.scrolled).toBe(0)
  })

  it('there are colours, but none with NO_COLOR', async () => {
    await using model = await startModel([final('"done"')])
    const terminal = { columns: 80, rows: 24 }
    const command = ['ask', 'What?', '-c', await program.file('a.txt', 'alpha'), ...at(model)]
    const coloured = await program.run(command, { terminal })
    const plain = await program.run(command, { terminal, env: { NO_COLOR: '1' } })
    expect(coloured.stderr).toMatch(COLOURS)
    expect(plain.stderr).not.toMatch(COLOURS)
    expect(plain.stderr).toContain('RLM root-model · What?')
  })

  it.each([
    ['in CI', { CI: 'true' }],
    ['that cannot move its cursor', { TERM: 'dumb' }],
  ])('%s there are lines instead', async (_, env) => {
    await using model = await startModel([final('"done"')])
    const { stderr } = await program.run(['ask', 'What?', ...at(model)], { terminal: { columns: 80, rows: 24 }, env })
    expect(stderr).toContain('In [1.1]\n')
    expect(stderr).not.toContain('\u001B')
  })
})

describe('elsewhere', () => {
  it('the lines hold nothing that a terminal would obey', async () => {
    await using model = await startModel([block('print("\\u001b[2J\\u001b]0;mine\\u0007left")'), final('"done"')])
    const { stderr } = await program.run(['ask', 'What?', ...at(model)])
    expect(stderr).toContain('left')
    expect(stderr).not.toMatch(/[^\P{Cc}\n]/u)
  })

  it('the answer goes out as it is', async () => {
    await using model = await startModel([final('"\\u001b[31mred"')])
    expect(await program.run(['ask', 'What?', '-q', ...at(model)])).toMatchObject({ stdout: '\u001B[31mred\n' })
  })
})
