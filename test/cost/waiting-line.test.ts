import { getEventListeners } from 'node:events'
import { expect, it } from 'vitest'
import { type Verdict, WaitingLine } from '../../src/cost/waiting-line.ts'

/** A line that grants a request where its number is at most `open.upTo`. */
function lineWith(open: { upTo: number }) {
  const decide = (request: number): Verdict<string> =>
    request <= open.upTo ? { grant: `granted ${request}` } : request > 100 ? { refusal: new Error('too much') } : 'wait'
  return new WaitingLine(decide)
}

const LAST = { isFirst: false }

it('decides at once where nobody waits', async () => {
  const line = lineWith({ upTo: 5 })
  await expect(line.join(3, LAST)).resolves.toBe('granted 3')
  await expect(line.join(101, LAST)).rejects.toThrow('too much')
})

it('lets none overtake the one at the head', async () => {
  const open = { upTo: 5 }
  const line = lineWith(open)
  const order: string[] = []
  const note = (text: string): void => void order.push(text)
  const joined = [line.join(9, LAST).then(note), line.join(1, LAST).then(note)]
  line.advance()
  await Promise.resolve()
  expect(order).toEqual([])
  open.upTo = 9
  line.advance()
  await Promise.all(joined)
  expect(order).toEqual(['granted 9', 'granted 1'])
})

it('puts one that is first before those that wait', async () => {
  const line = lineWith({ upTo: 5 })
  const waiting = line.join(9, LAST)
  await expect(line.join(1, { isFirst: true })).resolves.toBe('granted 1')
  line.refuse(() => true, new Error('over'))
  await expect(waiting).rejects.toThrow('over')
})

it('refuses those that match, and keeps the others in order', async () => {
  const open = { upTo: 0 }
  const line = lineWith(open)
  const [seven, eight, nine] = [7, 8, 9].map((request) => line.join(request, LAST))
  line.refuse((request) => request === 8, new Error('not eight'))
  await expect(eight).rejects.toThrow('not eight')
  open.upTo = 9
  line.advance()
  await expect(seven).resolves.toBe('granted 7')
  await expect(nine).resolves.toBe('granted 9')
})

it('lets one whose signal aborts leave, and goes on with the next', async () => {
  const line = lineWith({ upTo: 5 })
  const caller = new AbortController()
  const head = line.join(9, { ...LAST, signal: caller.signal })
  const next = line.join(1, LAST)
  caller.abort('enough')
  await expect(head).rejects.toMatchObject({ code: 'aborted', cause: 'enough' })
  await expect(next).resolves.toBe('granted 1')
})

it('does not even decide a request whose signal has aborted', async () => {
  const line = lineWith({ upTo: 5 })
  await expect(line.join(1, { ...LAST, signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'aborted' })
})

it('leaves no listener on the signal of one that was decided', async () => {
  const line = lineWith({ upTo: 5 })
  const { signal } = new AbortController()
  await line.join(1, { ...LAST, signal })
  await expect(line.join(101, { ...LAST, signal })).rejects.toThrow('too much')
  expect(getEventListeners(signal, 'abort')).toEqual([])
})
