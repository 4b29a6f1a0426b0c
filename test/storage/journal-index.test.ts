import { describe, expect, it } from 'vitest'
import { JournalIndex } from '../../src/storage/journal-index.ts'
import type { JournalLine } from '../../src/storage/journal-format.ts'
import { answerOf, failureOfCall, replyOf, turnOf } from './entries.ts'

function indexOf(lines: readonly JournalLine[]): JournalIndex {
  const index = new JournalIndex()
  for (const line of lines) index.add(line)
  return index
}

describe('of lines of one key', () => {
  it('the first reply and the first answer count', () => {
    const index = indexOf([
      replyOf('a', { text: 'first' }),
      replyOf('a', { text: 'second' }),
      answerOf('b', { text: 'first' }),
      answerOf('b', { text: 'second' }),
    ])
    expect(index.reply('a')?.reply.text).toBe('first')
    expect(index.answer('b')?.text).toBe('first')
  })

  it('the last block counts, with the deliveries after it, in order', () => {
    const index = indexOf([
      { type: 'block', key: 'a', nowMs: 1, seed: 1 },
      { type: 'delivery', key: 'a', id: 9 },
      { type: 'block', key: 'a', nowMs: 2, seed: 2 },
      { type: 'delivery', key: 'a', id: 3 },
      { type: 'delivery', key: 'b', id: 7 },
      { type: 'delivery', key: 'a', id: 1 },
    ])
    expect(index.block('a')).toEqual({ type: 'block', key: 'a', nowMs: 2, seed: 2, deliveries: [3, 1] })
    expect(index.block('b')).toBeUndefined()
  })
})

describe('unused turns', () => {
  it('are the root replies of a scope that were not asked for', () => {
    const index = indexOf([turnOf('a'), turnOf('b'), turnOf('b'), turnOf('c', 'nested'), replyOf('d')])
    expect([index.unusedTurns(''), index.unusedTurns('nested'), index.unusedTurns('other')]).toEqual([2, 1, 0])
    index.reply('a')
    index.reply('a')
    index.reply('d')
    index.reply('unknown')
    expect([index.unusedTurns(''), index.unusedTurns('nested')]).toEqual([1, 1])
    index.reply('c')
    expect([index.unusedTurns(''), index.unusedTurns('nested')]).toEqual([1, 0])
  })

  it('are not replies that can never be given again', () => {
    expect(indexOf([{ ...turnOf('a'), redacted: true }]).unusedTurns('')).toBe(0)
  })
})

describe('a failed call', () => {
  it.each(['root', 'summary'] as const)('counts where a %s reply of its scope is after it', (role) => {
    const index = indexOf([failureOfCall('a', 'nested'), replyOf('turn', { role, scope: 'nested' })])
    expect(index.answer('a')).toEqual(failureOfCall('a', 'nested'))
  })

  it.each([
    ['nothing', []],
    ['only a sub-call', [replyOf('b')]],
    ['only a turn of another scope', [turnOf('b', 'nested')]],
    ['only the end of the run', [{ type: 'end', code: 'overloaded' } as const]],
  ])('is forgotten where %s is after it', (_, after) => {
    expect(indexOf([turnOf('before'), failureOfCall('a'), ...after]).answer('a')).toBeUndefined()
  })

  it('counts at once where it is no failure of a call but what a tool threw', () => {
    const thrown = answerOf('a', { ok: false, text: 'RangeError: too far' })
    expect(indexOf([thrown]).answer('a')).toEqual(thrown)
  })

  it('that a resumed run has asked again is forgotten for good', () => {
    const lines = [failureOfCall('a'), { type: 'resume' } as const, replyOf('other key of a'), turnOf('told')]
    expect(indexOf(lines).answer('a')).toBeUndefined()
  })

  it('gives way to the answer that was told instead', () => {
    const index = indexOf([failureOfCall('a'), answerOf('a'), turnOf('told')])
    expect(index.answer('a')).toEqual(answerOf('a'))
  })

  it('that was told is not forgotten when the run is resumed', () => {
    const index = indexOf([failureOfCall('a'), turnOf('told'), { type: 'resume' }, turnOf('later')])
    expect(index.answer('a')).toEqual(failureOfCall('a'))
  })
})

describe('a redacted line', () => {
  it('is not found, and leaves its key to a later one', () => {
    const index = indexOf([
      { ...replyOf('a'), redacted: true },
      { ...answerOf('b'), redacted: true },
      replyOf('a', { text: 'whole' }),
    ])
    expect(index.reply('a')?.reply.text).toBe('whole')
    expect(index.answer('b')).toBeUndefined()
  })

  it('of a turn still shows that the failures before it were told', () => {
    expect(indexOf([failureOfCall('a'), { ...turnOf('b'), redacted: true }]).answer('a')).toBeDefined()
  })

  it('finds the last beginning of a reply until a whole one follows', () => {
    const begun = (text: string) => ({ ...replyOf('a', { text, role: 'root' }), isPartial: true as const })
    expect(indexOf([begun('one'), begun('one two')]).reply('a')?.reply.text).toBe('one two')
    const index = indexOf([begun('one'), replyOf('a', { text: 'one two three', role: 'root' }), begun('one')])
    expect(index.reply('a')).toMatchObject({ reply: { text: 'one two three' } })
    expect(index.reply('a')?.isPartial).toBeUndefined()
  })
})
