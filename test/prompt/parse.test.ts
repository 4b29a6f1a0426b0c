import { array, assert, constantFrom, property, string } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseReply } from '../../src/prompt/parse.ts'

const blocksOf = (reply: string): string[] => parseReply(reply).blocks

describe('blocks', () => {
  it('reads every block of JavaScript, in order', () => {
    const reply = 'First:\n```repl\nconst a = 1\n```\nthen\n```js\nprint(a)\n```\n'
    expect(parseReply(reply)).toEqual({ blocks: ['const a = 1', 'print(a)'], foreign: [], unclosed: false })
  })

  it.each(['repl', 'js', 'javascript', 'ts', 'typescript', 'REPL', 'TypeScript'])('runs %s', (language) => {
    expect(blocksOf(`\`\`\`${language}\nx\n\`\`\``)).toEqual(['x'])
  })

  it.each(['', 'json', 'text', 'markdown', 'replay', 'jsonc'])('does not run a fence tagged "%s"', (language) => {
    expect(parseReply(`\`\`\`${language}\nx\n\`\`\``)).toEqual({ blocks: [], foreign: [], unclosed: false })
  })

  it('ignores further words of the info string', () => {
    expect(blocksOf('```js title="count.js" {1,3}\nx\n```')).toEqual(['x'])
    expect(blocksOf('``` repl\nx\n```')).toEqual(['x'])
  })

  it('names languages that look meant to run, each once and in order', () => {
    const reply = '```python\na\n```\n```Bash\nb\n```\n```python\nc\n```\n```json\n{}\n```\n```repl\nd\n```'
    expect(parseReply(reply)).toEqual({ blocks: ['d'], foreign: ['python', 'bash'], unclosed: false })
  })

  it('keeps an empty block', () => {
    expect(blocksOf('```repl\n```')).toEqual([''])
    expect(blocksOf('```repl```')).toEqual([''])
  })

  it('reads CRLF as LF', () => {
    expect(blocksOf('So:\r\n```repl\r\nconst a = 1\r\nprint(a)\r\n```\r\nDone.')).toEqual(['const a = 1\nprint(a)'])
  })

  it('sees nothing in ~~~, which models draw as a line', () => {
    expect(blocksOf('~~~~~~\n```repl\nx\n```\n~~~~~~')).toEqual(['x'])
    expect(blocksOf('~~~repl\nx\n~~~')).toEqual([])
  })

  it('sees no fence in backticks in the middle of a line', () => {
    expect(blocksOf('Use ```repl\nx\n')).toEqual([])
    expect(blocksOf('```repl``` blocks run, and so do ```js```\n')).toEqual([])
    expect(blocksOf('```repl``` blocks run, ```js``` ones too.\n```repl\nx\n```')).toEqual(['x'])
  })
})

describe('the end of a block', () => {
  it.each([
    ['alone on its line', 'x\n```'],
    ['indented', 'x\n   ```'],
    ['longer than the opening', 'x\n`````'],
    ['followed by blanks', 'x\n```  \t'],
    ['followed by prose', 'x\n``` That counts them.'],
    ['behind the last code', 'x```'],
    ['behind the last code, with blanks around', 'x``` '],
  ])('is a fence %s', (_, rest) => {
    expect(parseReply(`\`\`\`repl\n${rest}\n\n\`\`\`js\ny\n\`\`\``)).toMatchObject({
      blocks: ['x', 'y'],
      unclosed: false,
    })
  })

  it('is not a shorter fence', () => {
    expect(blocksOf('````repl\nconst prompt = `\n```js\nx\n```\n`\n````')).toEqual([
      'const prompt = `\n```js\nx\n```\n`',
    ])
    expect(blocksOf('````markdown\n```repl\nx\n```\n````')).toEqual([])
  })

  it('is not in backticks in the middle of a line', () => {
    const code = "const fence = '```'; print(fence)\nprint(`a``b`)"
    expect(blocksOf(`\`\`\`repl\n${code}\n\`\`\``)).toEqual([code])
  })

  it('is the end of the reply where no fence closes it', () => {
    expect(parseReply('```repl\nconst a = 1\nprint(a)\n')).toEqual({
      blocks: ['const a = 1\nprint(a)'],
      foreign: [],
      unclosed: true,
    })
  })

  it('is the next opening where the closing fence was forgotten', () => {
    expect(blocksOf('```repl\na\n```repl\nb\n```')).toEqual(['a', 'b'])
  })

  it('leaves the backtick of a template to the code', () => {
    expect(blocksOf('```repl\nprint(1)\nx = `a````')).toEqual(['print(1)\nx = `a`'])
    expect(blocksOf('```repl\nx = `a`; y = 1````')).toEqual(['x = `a`; y = 1'])
  })
})

describe('a block on one line', () => {
  it.each([
    ['```repl x = 5```', 'x = 5'],
    ['```js print(`a`) ```', 'print(`a`)'],
    ['  ```repl x = 5```  ', 'x = 5'],
    ['````repl f(```)````', 'f(```)'],
  ])('%s', (reply, source) => {
    expect(parseReply(reply)).toEqual({ blocks: [source], foreign: [], unclosed: false })
  })

  it('ends there', () => {
    expect(blocksOf('```repl x = 5```\nand\n```repl\ny\n```')).toEqual(['x = 5', 'y'])
  })

  it('needs a language to run', () => {
    expect(blocksOf('```x = 5```')).toEqual([])
  })
})

describe('an indented fence', () => {
  it('takes its own indentation off the code, and no more', () => {
    expect(blocksOf('1. Count:\n   ```repl\n   if (a) {\n     b()\n   }\n   ```')).toEqual(['if (a) {\n  b()\n}'])
    expect(blocksOf('\t```repl\n\ta\n\t\tb\n\t```')).toEqual(['a\n\tb'])
  })

  it('takes no code off lines that are indented less', () => {
    expect(blocksOf('    ```repl\n  a\nb\n\n    c```')).toEqual(['a\nb\n\nc'])
  })
})

const line = string({
  unit: constantFrom('`', ' ', '\t', 'a', '(', ')', '"', "'", '\\', '~', 'é', '😀', '\u2028'),
})
const isFenceLine = (text: string): boolean => /^[ \t]*```|```\s*$/.test(text)
const code = array(line.filter((text) => !isFenceLine(text))).map((lines) => lines.join('\n'))
const REPLY_PARTS = [
  '```repl\n',
  '```',
  '`',
  '```py',
  'FINAL(',
  'FINAL_VAR(',
  '(',
  ')',
  ':)',
  '"',
  "'",
  '\\',
  '\n',
  '\r\n',
  ' ',
]
const replyPart = constantFrom(...REPLY_PARTS)

describe('for any reply', () => {
  it('gives code without fence lines back exactly', () => {
    assert(
      property(code, string(), (source, prose) => {
        const before = isFenceLine(prose) || prose.includes('FINAL') ? '' : prose
        expect(blocksOf(`${before}\n\`\`\`repl\n${source}\n\`\`\`\n`)).toEqual([source])
      }),
    )
  })

  it('gives code with fences back exactly from a longer fence', () => {
    const fenced = array(line.filter((text) => !/`{8}/.test(text))).map((lines) => lines.join('\n'))
    assert(
      property(fenced, (source) => {
        expect(blocksOf(`\`\`\`\`\`\`\`\`repl\n${source}\n\`\`\`\`\`\`\`\``)).toEqual([source])
      }),
    )
  })

  it('never throws, and blocks are pieces of the reply', () => {
    assert(
      property(array(replyPart, { maxLength: 60 }), (parts) => {
        const reply = parts.join('').replaceAll('\r\n', '\n')
        for (const block of parseReply(reply).blocks) {
          for (const blockLine of block.split('\n')) expect(reply).toContain(blockLine)
        }
      }),
      { numRuns: 2000 },
    )
  })
})

describe('a hostile reply of a megabyte', () => {
  const fill = (unit: string): string => unit.repeat(Math.ceil(1_000_000 / unit.length))

  // Each takes milliseconds in linear time, and minutes in quadratic time: the limit only tells the two apart.
  it.each([
    ['backticks', fill('`')],
    ['lines of backticks', fill('```\n')],
    ['blocks that reopen', fill('```repl\n')],
    ['backticks and blanks', `\`\`\`repl\n${fill('` ')}`],
    [
      'ever shorter fences in a final',
      `FINAL((\n${Array.from({ length: 1400 }, (_, index) => '`'.repeat(1403 - index)).join('\n')})`,
    ],
    ['blanks', fill(' ')],
    ['blanks before a backtick', fill(`${' '.repeat(1000)}\``)],
    ['finals that never close', fill('FINAL(\n')],
    ['finals with one parenthesis at the end', `${fill('FINAL(\n')})`],
    ['finals that close at once', fill('FINAL() x\n')],
    ['opening parentheses', `FINAL(${fill('(')})`],
    ['lone quotes', `FINAL(${fill(' \'a "a `a')})`],
    ['quotes and backslashes', `FINAL("${fill('\\')})`],
    ['smileys', `FINAL(${fill(' :( :)')})`],
  ])('of %s is read in linear time', { timeout: 5000 }, (_, reply) => {
    expect(parseReply(reply)).toBeDefined()
  })
})
