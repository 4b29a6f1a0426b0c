import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createJournal } from '../../src/storage/journal-file.ts'
import type { JournalEntry, RecordedReply } from '../../src/storage/storage.ts'
import { answerOf, header, replyOf, turnOf } from './entries.ts'
import { linesOf, resumed, strict, writeJournal } from './journals.ts'
import { temporaryDirectory } from './temporary-directory.ts'

const redact = (text: string): string => text.replaceAll('hunter2', '***')

const secret = 'the password is hunter2'
const hidden = 'the password is ***'
const failure = { code: 'connection', message: secret } as const

const cases: [string, JournalEntry, JournalEntry][] = [
  ['a reply', turnOfText(secret), { ...turnOfText(hidden), redacted: true }],
  [
    'why a stream broke off',
    { ...turnOf('a'), failure },
    { ...turnOf('a'), failure: { ...failure, message: hidden }, redacted: true },
  ],
  ['an answer', answerOf('a', { text: secret }), answerOf('a', { text: hidden, redacted: true })],
  ['the end', { type: 'end', answer: secret }, { type: 'end', answer: hidden, redacted: true }],
]

function turnOfText(text: string): RecordedReply {
  return replyOf('a', { role: 'root', text })
}

describe('`redact`', () => {
  it.each(cases)('keeps secrets out of %s, which is marked', async (_, entry, written) => {
    const path = join(temporaryDirectory(), 'run.jsonl')
    await writeJournal(path, [entry], { redact })
    expect((await linesOf(path)).lines).toEqual([written])
    expect(readFileSync(path, 'utf8')).not.toContain('hunter2')
  })

  it('has what it changes asked again', async () => {
    const path = join(temporaryDirectory(), 'run.jsonl')
    await writeJournal(path, [turnOfText(secret), answerOf('b', { text: secret }), answerOf('c')], { redact })
    const journal = await resumed(path)
    expect([journal.reply('a'), journal.answer('b'), journal.unusedTurns('')]).toEqual([undefined, undefined, 0])
    expect(journal.answer('c')).toEqual(answerOf('c'))
  })

  it('leaves what it does not change unmarked', async () => {
    const path = join(temporaryDirectory(), 'run.jsonl')
    const entries: JournalEntry[] = [
      { ...turnOf('a'), failure: { code: 'connection', message: 'reset' } },
      answerOf('b'),
      { type: 'block', key: 'c', nowMs: 1, seed: 2 },
      { type: 'delivery', key: 'c', id: 1 },
      { type: 'end', code: 'limit' },
    ]
    await writeJournal(path, entries, { redact })
    expect((await linesOf(path)).lines).toEqual(entries)
  })

  it('hides the whole text where it throws or gives no text', async () => {
    const broken = [
      () => {
        throw new Error('no idea')
      },
      () => undefined as unknown as string,
    ]
    for (const redactBadly of broken) {
      const path = join(temporaryDirectory(), 'run.jsonl')
      await writeJournal(path, [answerOf('a'), { type: 'end', answer: 'x' }], { redact: redactBadly })
      expect(await linesOf(path)).toMatchObject({
        header: { query: '' },
        lines: [
          { text: '[redacted]', redacted: true },
          { answer: '[redacted]', redacted: true },
        ],
      })
    }
  })

  it('leaves out a query that it changes, and keeps any other', async () => {
    const path = join(temporaryDirectory(), 'run.jsonl')
    const journal = await createJournal(path, { ...header, query: secret }, { ...strict, redact })
    expect(journal.header.query).toBe('')
    await journal.close()
    expect((await linesOf(path)).header).toEqual({ ...header, query: '' })
    const other = join(temporaryDirectory(), 'run.jsonl')
    await writeJournal(other, [], { redact })
    expect((await linesOf(other)).header).toEqual(header)
  })
})
