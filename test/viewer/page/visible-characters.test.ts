import { describe, expect, it } from 'vitest'
import { cut, oneLine } from '../../../src/viewer/page/text/cut.ts'
import { textParts, visibleText } from '../../../src/viewer/page/text/visible-characters.ts'

describe('a text that is shown', () => {
  it.each([
    ['what turns its direction', 'a\u202Eb\u2066c\u061C', 'a⟨U+202E⟩b⟨U+2066⟩c⟨U+061C⟩'],
    ['controls, but no line breaks and tabs', 'a\0b\x1B[31m\r\n\tc\rd', 'a⟨U+0000⟩b⟨U+001B⟩[31m\r\n\tc⟨U+000D⟩d'],
    ['blanks without width and fillers', 'a\u200Bb\uFEFFc\u3164d\u00AD', 'a⟨U+200B⟩b⟨U+FEFF⟩c⟨U+3164⟩d⟨U+00AD⟩'],
    ['letters that hide in a text', '\u{E0041}\u{E0100}', '⟨U+E0041⟩⟨U+E0100⟩'],
    ['halves of surrogate pairs', '\uD800a\uDC00', '⟨U+D800⟩a⟨U+DC00⟩'],
    ['joiners, but not those of emoji', 'a\u200Db 👩🏽\u200D💻', 'a⟨U+200D⟩b 👩🏽\u200D💻'],
  ])('names %s', (_what, text, shown) => expect(visibleText(text)).toBe(shown))

  it('is left as it is where all of it can be seen', () => {
    const text = 'שלום, naïve 漢字 😀\n\tend'
    expect(textParts(text)).toEqual([{ kind: 'text', text }])
  })

  it('counts an invisible character that comes again and again', () => {
    expect(textParts('\0'.repeat(4_000))).toEqual([{ kind: 'invisible', name: 'U+0000', count: 4_000 }])
  })

  it('marks what was searched for, whatever it is made of', () => {
    expect(textParts('A $& b (x) a $& B', '$& b').map(({ kind }) => kind)).toEqual(['text', 'match', 'text', 'match'])
    expect(textParts('-[]^{}|\\/ or not', '-[]^{}|\\/')[0]).toEqual({ kind: 'match', text: '-[]^{}|\\/' })
  })

  it('is cut between characters, never within one', () => {
    expect(cut('a😀b', 2)).toBe('a')
    expect(cut('a😀b', 3)).toBe('a😀')
    expect(cut('\uD800\uD800', 1)).toBe('\uD800')
  })

  it('is one line where there is room for one', () => {
    expect(oneLine('  a\n\n b\tc '.repeat(1_000), 12)).toBe('a b c')
  })
})
