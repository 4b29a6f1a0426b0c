import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { BlockStream } from '../../src/prompt/block-stream.ts'
import { parseReply } from '../../src/prompt/parse.ts'

/** Feeds the pieces; gives the blocks that each one closed. */
function streamed(...pieces: string[]): string[][] {
  const stream = new BlockStream()
  return pieces.map((piece) => stream.push(piece))
}

describe('blocks of a reply that is still arriving', () => {
  it('are given when the line that closes them is complete', () => {
    expect(streamed('I look.\n```re', 'pl\nprint(1)\n``', '`', '\n', 'and then')).toEqual([
      [],
      [],
      [],
      ['print(1)'],
      [],
    ])
  })

  it('are given in order, several at once', () => {
    expect(streamed('```repl\na\n```\ntext\n```js\nb\n```\n')).toEqual([['a', 'b']])
  })

  it('are not those of other languages', () => {
    expect(streamed('```python\nprint(1)\n```\n```repl\nb\n```\n')).toEqual([['b']])
  })

  it('include one whose closing line opens the next', () => {
    expect(streamed('```repl\na\n```repl\nb\n', '```\n')).toEqual([['a'], ['b']])
  })

  it('end at a line that begins like a text final, which may hold fences', () => {
    const reply = 'FINAL(Use this:\n```js\nrun()\n```\n)\n'
    expect(streamed(reply)).toEqual([[]])
    expect(parseReply(reply).blocks).toEqual([])
  })

  it('are read with line breaks of either kind, even split in the middle', () => {
    expect(streamed('```repl\r\na\r\nb\r', '\n```\r', '\n')).toEqual([[], [], ['a\nb']])
  })

  it('are the first blocks of the whole reply, however it is split', () => {
    const line = fc.constantFrom(
      '```repl',
      '```',
      '````',
      '  ```js',
      '```python',
      '``` repl x = 1```',
      'x = 5```',
      'x = `a````',
      'FINAL(1)',
      '  FINAL_VAR(',
      ')',
      'prose',
      'print("```")',
      '',
      '```repl\r',
    )
    fc.assert(
      fc.property(fc.array(line, { maxLength: 14 }), fc.array(fc.nat(80), { maxLength: 8 }), (lines, cuts) => {
        const reply = lines.join('\n')
        const edges = [0, ...cuts.map((cut) => Math.min(cut, reply.length)).sort((a, b) => a - b), reply.length]
        const early = streamed(...edges.slice(1).map((edge, index) => reply.slice(edges[index], edge))).flat()
        expect(parseReply(reply).blocks.slice(0, early.length)).toEqual(early)
      }),
      { numRuns: 3000 },
    )
  })

  it('are looked for in linear time: long fences and long lines of many small pieces come to an end', () => {
    const stream = new BlockStream()
    const pieces = Array.from({ length: 300_000 }, (_, index) => (index % 2 === 0 ? '```\n' : 'x'))
    expect(['````repl\n', ...pieces, '\n````\n'].flatMap((piece) => stream.push(piece))).toHaveLength(1)
  })
})
