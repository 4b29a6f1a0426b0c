import { describe, expect, it } from 'vitest'
import { replyParts } from '../../../src/viewer/page/text/reply-parts.ts'

const prose = (text: string) => ({ kind: 'prose', text })
const block = (index: number) => ({ kind: 'block', index })

describe('a reply', () => {
  it('is prose around the blocks that were taken from it', () => {
    const reply = 'First.\n\n```repl\na()\n```\nThen.\n```js\nb()\n```\n'
    expect(replyParts(reply, ['a()', 'b()'])).toEqual([prose('First.'), block(0), prose('Then.'), block(1)])
  })

  it('keeps a fence that was not taken, and code that came after the last block', () => {
    const reply = '```text\nkept\n```\n```repl\na()\n```\n```repl\nskipped()\n```'
    expect(replyParts(reply, ['a()'])).toEqual([
      prose('```text\nkept\n```'),
      block(0),
      prose('```repl\nskipped()\n```'),
    ])
  })

  it('is all prose without blocks, and nothing where it is empty', () => {
    expect(replyParts('FINAL(x)\n', [])).toEqual([prose('FINAL(x)')])
    expect(replyParts('', ['a()'])).toEqual([])
  })
})
