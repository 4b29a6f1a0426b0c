import { appendFileSync, mkdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openJournal } from '../../src/storage/journal-file.ts'
import { failureOf } from '../support/failure.ts'
import { answerOf, header, replyOf } from './entries.ts'
import { continueJournal, linesOf, resumed, strict, writeJournal } from './journals.ts'
import { temporaryDirectory } from './temporary-directory.ts'

const journalPath = (): string => join(temporaryDirectory(), 'run.jsonl')

describe('a journal whose writer died', () => {
  it('loses the line that was cut, and goes on after it', async () => {
    const path = journalPath()
    await writeJournal(path, [replyOf('a'), replyOf('b')])
    truncateSync(path, statSync(path).size - 30)
    const { journal, tornLines } = await openJournal(path, strict)
    expect(tornLines).toBe(1)
    expect([journal.reply('a'), journal.reply('b')]).toEqual([replyOf('a'), undefined])
    await journal.record(replyOf('c'))
    await journal.close()
    expect(await linesOf(path)).toMatchObject({
      lines: [replyOf('a'), { type: 'resume' }, replyOf('c')],
      tornLines: 1,
      endsWithNewline: true,
    })
  })

  it('keeps a line that lacks its newline alone', async () => {
    const path = journalPath()
    await writeJournal(path, [replyOf('a')])
    truncateSync(path, statSync(path).size - 1)
    await continueJournal(path, [replyOf('b')])
    const { lines, tornLines } = await linesOf(path)
    expect(lines).toEqual([replyOf('a'), { type: 'resume' }, replyOf('b')])
    expect(tornLines).toBe(0)
  })

  it('keeps its header where that lacks its newline alone', async () => {
    const path = journalPath()
    writeFileSync(path, JSON.stringify(header))
    await continueJournal(path, [replyOf('a')])
    expect((await resumed(path)).reply('a')).toEqual(replyOf('a'))
  })

  it('survives any number of crashes', async () => {
    const path = journalPath()
    await writeJournal(path, [replyOf('0')])
    for (let crash = 1; crash <= 3; crash += 1) {
      appendFileSync(path, '{"type":"reply","key":"tor')
      await continueJournal(path, [replyOf(String(crash))])
    }
    const journal = await resumed(path)
    expect(['0', '1', '2', '3'].map((key) => journal.reply(key)?.key)).toEqual(['0', '1', '2', '3'])
    expect((await linesOf(path)).tornLines).toBe(3)
  })

  it('is read wherever it was cut behind its header', async () => {
    const path = journalPath()
    await writeJournal(path, [replyOf('a', { text: 'größe 😀' }), answerOf('b')])
    const whole = readFileSync(path)
    for (let size = whole.length; size >= JSON.stringify(header).length; size -= 1) {
      writeFileSync(path, whole.subarray(0, size))
      expect((await linesOf(path)).tornLines).toBeLessThanOrEqual(1)
    }
  })
})

describe('a journal with damage inside', () => {
  it('is read around it', async () => {
    const path = journalPath()
    await writeJournal(path, [replyOf('a')])
    appendFileSync(path, `garbage\n\n{"type":"reply"\n\0\0\0\n${JSON.stringify(replyOf('b'))}\n`)
    const { lines, tornLines } = await linesOf(path)
    expect(lines).toEqual([replyOf('a'), replyOf('b')])
    expect(tornLines).toBe(3)
  })

  it('skips lines of a type that a later version adds', async () => {
    const path = journalPath()
    await writeJournal(path, [])
    appendFileSync(path, `{"type":"added-later"}\n${JSON.stringify(replyOf('b'))}\n`)
    expect(await linesOf(path)).toMatchObject({ lines: [replyOf('b')], tornLines: 0 })
  })
})

describe('no journal is', () => {
  it.each([
    ['an empty file', '', /must begin with its header; ".*" is empty\. Delete it/],
    [
      'a text',
      'Dear diary,\nnothing.\n',
      /must begin with its header; the first line of ".*" is something else\. Give/,
    ],
    ['a header that was cut', '{"type":"journal","vers', /something else\. Give .* delete it and start the run anew/],
    ['JSON of something else', '{"type":"module"}\n', /something else/],
    ['a header without its fields', '{"type":"journal","version":1}\n', /something else/],
    [
      'a journal of a later format',
      `${JSON.stringify({ ...header, version: 2, library: '9.0.0' })}\n`,
      /must be of format 1; ".*" is of format 2, written by recursive-language-model 9\.0\.0\. Resume it with/,
    ],
  ])('%s', async (_, content, message) => {
    const path = journalPath()
    writeFileSync(path, content)
    const failure = await failureOf(openJournal(path, strict))
    expect(failure.code).toBe('storage')
    expect(failure.message).toMatch(message)
    expect(failure.message).toContain(JSON.stringify(path))
    expect(readFileSync(path, 'utf8')).toBe(content)
  })

  it('a file that is not there', async () => {
    const failure = await failureOf(openJournal(journalPath(), strict))
    expect(failure).toMatchObject({ code: 'storage', cause: { code: 'ENOENT' } })
    expect(failure.message).toMatch(/must exist; there is no ".*"\. Check the path/)
  })

  it('a file below a file', async () => {
    const path = journalPath()
    writeFileSync(path, '')
    expect((await failureOf(openJournal(join(path, 'below'), strict))).message).toMatch(/must exist; there is no/)
  })

  it('a directory', async () => {
    const path = journalPath()
    mkdirSync(path)
    const failure = await failureOf(openJournal(path, strict))
    expect(failure.code).toBe('storage')
    expect(failure.message).toMatch(/must be a file; ".*" is none\. Give/)
  })

  it.skipIf(process.platform !== 'linux')('a file that the system does not let be read', async () => {
    // No one may read the memory of a process at address 0, not even the superuser.
    const failure = await failureOf(openJournal('/proc/self/mem', strict))
    expect(failure.code).toBe('storage')
    expect(failure.message).toMatch(/must be readable; "\/proc\/self\/mem" is not \(EIO.*\)\. Check/)
  })
})
