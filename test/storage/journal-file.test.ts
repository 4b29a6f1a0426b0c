import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createJournal, openJournal } from '../../src/storage/journal-file.ts'
import { failureOf } from '../support/failure.ts'
import { answerOf, header, replyOf, turnOf } from './entries.ts'
import { continueJournal, linesOf, resumed, strict, writeJournal } from './journals.ts'
import { temporaryDirectory } from './temporary-directory.ts'

const journalPath = (): string => join(temporaryDirectory(), 'run.jsonl')

describe('a new journal', () => {
  it('has its header on disk before anything is recorded', async () => {
    const path = journalPath()
    const journal = await createJournal(path, header, strict)
    expect(readFileSync(path, 'utf8')).toBe(`${JSON.stringify(header)}\n`)
    expect(journal.header).toEqual(header)
    await journal.close()
  })

  it('has a line on disk when `record` resolves, in the order of the calls', async () => {
    const path = journalPath()
    const journal = await createJournal(path, header, strict)
    await journal.record(replyOf('a'))
    expect((await linesOf(path)).lines).toEqual([replyOf('a')])
    await Promise.all([journal.record(replyOf('b')), journal.record(replyOf('c'))])
    expect((await linesOf(path)).lines).toEqual([replyOf('a'), replyOf('b'), replyOf('c')])
    await journal.close()
  })

  it('writes what is pending before it is closed, and nothing after', async () => {
    const path = journalPath()
    const journal = await createJournal(path, header, strict)
    void journal.record(replyOf('a'))
    void journal.record(replyOf('b'))
    await Promise.all([journal.close(), journal.close()])
    await journal.record(replyOf('late'))
    expect((await linesOf(path)).lines).toEqual([replyOf('a'), replyOf('b')])
    expect(() => journal.assertWritable()).not.toThrow()
  })

  it('answers no query', async () => {
    const journal = await createJournal(journalPath(), header, strict)
    await Promise.all([turnOf('a'), answerOf('b')].map((entry) => journal.record(entry)))
    await journal.record({ type: 'block', key: 'c', nowMs: 1, seed: 2 })
    const found = [journal.reply('a'), journal.answer('b'), journal.block('c'), journal.unusedTurns('')]
    expect(found).toEqual([undefined, undefined, undefined, 0])
    await journal.close()
  })

  it.skipIf(process.platform === 'win32')('is readable by its owner alone', async () => {
    const path = journalPath()
    await writeJournal(path, [])
    expect(statSync(path).mode & 0o777).toBe(0o600)
  })

  it('does not touch a file that exists', async () => {
    const path = journalPath()
    writeFileSync(path, 'mine')
    const failure = await failureOf(createJournal(path, header, strict))
    expect(failure.code).toBe('storage')
    expect(failure.message).toBe(
      `A new journal must be a new file; ${JSON.stringify(path)} exists. Resume it, or give another path.`,
    )
    expect(readFileSync(path, 'utf8')).toBe('mine')
  })

  it('belongs to one of two that start it at once', async () => {
    const path = journalPath()
    const starts = await Promise.allSettled([createJournal(path, header, strict), createJournal(path, header, strict)])
    expect(starts.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    for (const start of starts) if (start.status === 'fulfilled') await start.value.close()
  })
})

describe('an opened journal', () => {
  it('says which run it is of, and finds what was recorded', async () => {
    const path = journalPath()
    await writeJournal(path, [turnOf('turn'), answerOf('tool')])
    const journal = await resumed(path)
    expect(journal.header).toEqual(header)
    expect(journal.reply('turn')).toEqual(turnOf('turn'))
    expect(journal.answer('tool')).toEqual(answerOf('tool'))
    expect([journal.reply('tool'), journal.answer('turn'), journal.block('turn')]).toEqual([
      undefined,
      undefined,
      undefined,
    ])
  })

  it('does not find what was recorded since it was opened', async () => {
    const path = journalPath()
    await writeJournal(path, [])
    const { journal } = await openJournal(path, strict)
    await journal.record(turnOf('new'))
    expect([journal.reply('new'), journal.unusedTurns('')]).toEqual([undefined, 0])
    await journal.close()
    expect((await resumed(path)).reply('new')).toEqual(turnOf('new'))
  })

  it('leaves the file as it was until something is recorded', async () => {
    const path = journalPath()
    await writeJournal(path, [turnOf('a')])
    const before = readFileSync(path, 'utf8')
    await resumed(path)
    expect(readFileSync(path, 'utf8')).toBe(before)
  })

  it('marks where a resumed run goes on, once', async () => {
    const path = journalPath()
    await writeJournal(path, [replyOf('a')])
    await continueJournal(path, [replyOf('b'), replyOf('c')])
    expect((await linesOf(path)).lines).toEqual([replyOf('a'), { type: 'resume' }, replyOf('b'), replyOf('c')])
  })

  it('makes no file where there is none', async () => {
    const path = journalPath()
    await failureOf(openJournal(path, strict))
    expect(() => statSync(path)).toThrow('ENOENT')
  })
})
