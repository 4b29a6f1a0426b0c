import { expect, test } from 'vitest'
import { code } from '../../../../examples/offline/root/code.ts'

test('values go in as JSON, raw code as it is, and the common indentation goes away', () => {
  const block = code`
    const words = ${['a', 'it\'s "b"']}
    if (words) {
      print(${{ raw: 'words.length' }})
    }
  `
  expect(block).toBe('const words = ["a","it\'s \\"b\\""]\nif (words) {\n  print(words.length)\n}')
})

test('escape sequences of the block stay escape sequences', () => {
  expect(code`print('a\nb', /\d/)`).toBe(String.raw`print('a\nb', /\d/)`)
})

test('a value cannot close the fence of its block', () => {
  const block = code`print(${'```'})`
  expect(block).not.toContain('```')
  expect(JSON.parse(block.slice('print('.length, -1))).toBe('```')
})
