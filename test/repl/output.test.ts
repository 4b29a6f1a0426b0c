import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { headAndTail, Output } from '../../src/repl/output.ts'
import { openTestRepl } from './in-process.ts'

function shown(limit: number, writes: readonly string[]): string {
  let sent = ''
  const output = new Output(limit, (text) => {
    sent += text
  })
  for (const text of writes) output.write(text)
  return sent + output.tail()
}

describe('output', () => {
  test('is shown whole up to the limit', () => {
    fc.assert(
      fc.property(fc.array(fc.string()), (writes) => {
        const text = writes.join('')
        expect(shown(Math.max(text.length, 1), writes)).toBe(text)
      }),
    )
  })

  test('beyond it, shows whole lines of head and tail, and the true length', () => {
    const lines = Array.from({ length: 1000 }, (_, index) => `line ${index}\n`)
    const text = shown(200, lines)
    const total = lines.join('').length
    const [, head = '', hidden, tail = ''] = /^([^]*)\n… (\d+) of \d+ characters not shown …\n([^]*)$/.exec(text) ?? []
    expect(text).toContain(`of ${total} characters not shown`)
    expect(head.length + tail.length + Number(hidden)).toBe(total)
    expect(head).toMatch(/^line 0\n[^]*line \d+\n$/)
    expect(tail).toMatch(/^line \d+\n[^]*line 999\n$/)
  })

  test('cuts a text without lines anywhere', () => {
    expect(headAndTail('x'.repeat(1000), 100)).toBe(
      `${'x'.repeat(60)}\n… 900 of 1000 characters not shown …\n${'x'.repeat(40)}`,
    )
  })

  test('is the same however it is written', () => {
    const text = 'some words\n'.repeat(100)
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: text.length })), (cuts) => {
        const places = [0, ...cuts.toSorted((a, b) => a - b), text.length]
        const writes = places.slice(1).map((place, index) => text.slice(places[index], place))
        const parts = shown(100, writes).split('\n… ')
        expect(parts).toHaveLength(2)
        expect(text.startsWith(parts[0] ?? '!')).toBe(true)
      }),
    )
  })

  test('passes its head on before the block ends', () => {
    const repl = openTestRepl({ maxOutputChars: 100 })
    repl.run('for (let i = 0; i < 100; i++) print(i)')
    const printed = repl.wire.sent.flatMap((message) => (message.type === 'print' ? message.text : []))
    expect(printed.join('')).toMatch(/^0\n1\n/)
    expect(printed.join('').length).toBeLessThanOrEqual(60)
  })

  test('limits the echo too', () => {
    expect(openTestRepl({ maxOutputChars: 100 }).run('"x".repeat(5000)').result).toContain('characters not shown')
  })
})
