import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hasPseudoTerminals } from '../support/pseudo-terminal.ts'
import { showOnScreen } from '../support/screen.ts'
import { block } from '../support/script.ts'
import { at, final, openProgram, type Program, startModel } from './program.ts'

const USUAL = { columns: 80, rows: 24 }
const NEVER = { text: 'never', holdHeaders: new Promise<never>(() => undefined) }
const CTRL_C = '\u0003'

/** Styles of text, such as bold and red; moves of the cursor do not count. */
// oxlint-disable-next-line no-control-regex -- it is what is looked for
const COLOURS = /\u001B\[[\d;]*m/

let program: Program

beforeAll(async () => {
  program = await openProgram()
  await program.file('context.txt', 'How long?')
})

afterAll(() => program[Symbol.asyncDispose]())

/** Asks over a file of nine characters. */
const ask = (question: string): string[] => ['ask', question, '-c', 'context.txt']

/** The lines of a screen that something stands on. */
const filled = (lines: readonly string[]): string[] => lines.filter((line) => line !== '')

describe.skipIf(!hasPseudoTerminals)('in a terminal', () => {
  it('the run is shown while it goes on, and then wiped away: what is left is the answer and its cost', async () => {
    const released = Promise.withResolvers<void>()
    await using model = await startModel([
      block('print("looked at", context.length)'),
      { text: final('"all of it"'), holdHeaders: released.promise },
    ])
    const terminal = program.inTerminal([...ask('How long?'), ...at(model)], USUAL)
    await terminal.shows(/turn 2 · the model writes/)
    released.resolve()
    const { code, written } = await terminal.ended
    const { frames, lines, scrolled, isCursorShown } = showOnScreen(written, USUAL)
    const seen = frames.map((frame) => frame.join('\n')).find((frame) => frame.includes('turn 2'))
    expect(seen).toMatch(/^RLM root-model · How long\?\n[^]*✓ turn 1 · 1 block[^]*› looked at 9\n[^]*1 call ·/)
    expect({ code, scrolled, isCursorShown }).toEqual({ code: 0, scrolled: 0, isCursorShown: true })
    expect(filled(lines)).toEqual(['all of it', expect.stringMatching(/^2 calls · [\d,]+ tokens · cost unknown .* s$/)])
  })

  it('Ctrl-C ends the run with 130, and leaves the best answer so far and the cost', async () => {
    await using model = await startModel(['Perhaps it is seven.\n' + block('context.length'), NEVER])
    const terminal = program.inTerminal([...ask('What?'), ...at(model)], USUAL)
    await terminal.shows(/turn 2 · the model writes/)
    terminal.type(CTRL_C)
    const { code, written } = await terminal.ended
    const { lines, scrolled, isCursorShown } = showOnScreen(written, USUAL)
    expect({ code, scrolled, isCursorShown }).toEqual({ code: 130, scrolled: 0, isCursorShown: true })
    expect(lines.join('\n')).toMatch(
      /^(?:\^C)?\n?Interrupted\.\nThe best answer so far:\nPerhaps it is seven\.[^]*\n1 call · \d+ tokens · cost unknown/,
    )
    const [, waiting] = model.requests
    expect(await waiting?.ended).toBe('disconnected')
  })

  it('Ctrl-C stops a block that computes without end', async () => {
    await using model = await startModel([block('while (true) {}')])
    const terminal = program.inTerminal([...ask('What?'), ...at(model)], USUAL)
    await terminal.shows(/In \[1\.1\] runs/)
    terminal.type(CTRL_C)
    const { code, written } = await terminal.ended
    expect(code).toBe(130)
    expect(filled(showOnScreen(written, USUAL).lines).join('\n')).toMatch(/Interrupted\.\n/)
  })

  it('Ctrl-C twice ends the program at once, with the cursor back', async () => {
    await using model = await startModel([NEVER])
    const terminal = program.inTerminal([...ask('What?'), ...at(model)], USUAL)
    await terminal.shows(/the model writes/)
    terminal.type(CTRL_C + CTRL_C)
    const { code, written } = await terminal.ended
    expect({ code, isCursorShown: showOnScreen(written, USUAL).isCursorShown }).toEqual({
      code: 130,
      isCursorShown: true,
    })
  })

  it('that is resized while a run goes on, the view takes the room that there is', async () => {
    const [narrowed, released] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
    await using model = await startModel([
      { text: block('1'), holdHeaders: narrowed.promise },
      { text: final('"done"'), holdHeaders: released.promise },
    ])
    const terminal = program.inTerminal([...ask('W'.repeat(200)), ...at(model)], USUAL, {
      env: { NO_COLOR: '1' },
    })
    await terminal.shows(/RLM root-model · W{50,}…/)
    await terminal.resize({ columns: 30, rows: 8 })
    await terminal.shows(/RLM root-model · W{11}…/)
    narrowed.resolve()
    await terminal.resize({ columns: 0, rows: 0 })
    await terminal.shows(/RLM root-model · W{50,}…/)
    released.resolve()
    const { code, written } = await terminal.ended
    expect(code).toBe(0)
    expect(written).toMatch(/done\r\n2 calls · /)
  })

  it.each([
    [20, 6],
    [0, 0],
  ])('of %i columns and %i rows nothing is pushed out', async (columns, rows) => {
    await using model = await startModel([block('print("x".repeat(500))'), final('"done"')])
    const terminal = program.inTerminal([...ask('W'.repeat(300)), ...at(model)], { columns, rows })
    const { code, written } = await terminal.ended
    expect(code).toBe(0)
    const shown = showOnScreen(written.slice(0, written.lastIndexOf('\u001B[?25h')), {
      columns: columns || 80,
      rows: rows || 24,
    })
    expect(shown.frames.length).toBeGreaterThan(1)
    expect(shown.scrolled).toBe(0)
  })

  it('1,000 sub-calls stay on the screen', { timeout: 90_000 }, async () => {
    await using model = await startModel([
      final('llm_query_batch(Array.from({ length: 1000 }, (_, index) => `part ${index}`)).length'),
    ])
    const size = { columns: 60, rows: 12 }
    const { code, written } = await program.inTerminal([...ask('How many?'), ...at(model)], size).ended
    const { frames, lines, scrolled, isCursorShown } = showOnScreen(written, size)
    expect(frames.some((frame) => /\d+\/1,000 sub-calls/.test(frame.join('\n')))).toBe(true)
    expect(Math.max(...frames.slice(0, -1).map((frame) => filled(frame).length))).toBeLessThan(12)
    expect({ code, scrolled, isCursorShown }).toEqual({ code: 0, scrolled: 0, isCursorShown: true })
    expect(lines.join('\n').trim()).toMatch(/^1000\n1,001 calls · [\d,]+ tokens · cost unknown \(no price for[^]* s$/)
  })

  it('there are colours, but none with NO_COLOR', async () => {
    await using model = await startModel([final('"done"')])
    const command = [...ask('What?'), ...at(model)]
    const coloured = await program.inTerminal(command, USUAL).ended
    const plain = await program.inTerminal(command, USUAL, { env: { NO_COLOR: '1' } }).ended
    expect(coloured.written).toMatch(COLOURS)
    expect(plain.written).not.toMatch(COLOURS)
    expect(plain.written).toContain('RLM root-model · What?')
  })

  it.each([
    ['in CI', { CI: 'true' }],
    ['that cannot move its cursor', { TERM: 'dumb' }],
  ])('%s there are lines instead', async (_, env) => {
    await using model = await startModel([final('"done"')])
    const { written } = await program.inTerminal([...ask('What?'), ...at(model)], USUAL, { env }).ended
    expect(written).toContain('In [1.1]\r\n')
    expect(written).not.toContain('\u001B')
  })

  it.each(
    [80, 40].flatMap((columns) =>
      [[], ['ask'], ['demo'], ['cost'], ['export'], ['view']].map((command): [string, number] => [
        command.join(' '),
        columns,
      ]),
    ),
  )('the help of `rlm %s` fits into %i columns', async (command, columns) => {
    const commandLine = [...command.split(' ').filter(Boolean), '--help']
    const { code, written } = await program.inTerminal(commandLine, { columns, rows: 24 }).ended
    const lines = written.split('\r\n')
    expect(code).toBe(0)
    expect(lines.filter((line) => line.length > columns)).toEqual([])
    expect(lines.join(' ').replaceAll(/\s+/g, ' ')).toContain('-h, --help print this help')
  })

  it('nothing that the terminal would obey comes through, of what a block prints or of the answer', async () => {
    const hostile = '"\\u001b[2J\\u001b]0;mine\\u0007left"'
    await using model = await startModel([block(`print(${hostile})`), final(hostile)])
    const { code, written } = await program.inTerminal([...ask('What?'), ...at(model)], USUAL).ended
    expect(code).toBe(0)
    expect(filled(showOnScreen(written, USUAL).lines)[0]).toMatch(/left$/)
  })

  it('a redirected stdout has the answer alone, while the run is shown', async () => {
    await using model = await startModel([final('"\\u001b[31mred"')])
    const terminal = program.inTerminal([...ask('What?'), ...at(model)], USUAL, { stdoutTo: 'answer.txt' })
    const { code, written } = await terminal.ended
    const { frames, lines } = showOnScreen(written, USUAL)
    expect(code).toBe(0)
    expect(frames.some((frame) => frame.join('\n').includes('RLM root-model · What?'))).toBe(true)
    expect(filled(lines)).toEqual([expect.stringMatching(/^1 call · /)])
    expect(await readFile(join(program.directory, 'answer.txt'), 'utf8')).toBe('\u001B[31mred\n')
  })
})

describe('elsewhere', () => {
  it('the lines hold nothing that a terminal would obey', async () => {
    await using model = await startModel([block('print("\\u001b[2J\\u001b]0;mine\\u0007left")'), final('"done"')])
    const { stderr } = await program.run([...ask('What?'), ...at(model)])
    expect(stderr).toContain('left')
    expect(stderr).not.toMatch(/[^\P{Cc}\n]/u)
  })
})
