import { describe, expect, it } from 'vitest'
import { terminalText } from '../src/terminal-text.ts'

describe('text for a terminal', () => {
  it.each([
    ['lines and tabs', 'one\n\ttwo', 'one\n\ttwo'],
    ['wide characters and emoji', '報告書 📚', '報告書 📚'],
    ['Windows line ends, as plain ones', 'one\r\ntwo', 'one\ntwo'],
  ])('keeps %s', (_, text, expected) => {
    expect(terminalText(text)).toBe(expected)
  })

  it.each([
    ['colours', '\u001B[31mred\u001B[0m', 'red'],
    ['moves of the cursor', '\u001B[2J\u001B[1;1Hhome', 'home'],
    ['titles of the window', '\u001B]0;mine\u0007left', 'left'],
    ['links', '\u001B]8;;http://example.org\u0007here\u001B]8;;\u0007', 'here'],
    ['sequences of one byte', 'a\u009B31mb', 'ab'],
    ['what is left of a sequence', 'a\u001B', 'a'],
    ['a carriage return that hides the line', 'rm -rf /\recho hello', 'rm -rf /echo hello'],
    ['backspaces and bells', 'a\u0008\u0007b', 'ab'],
    ['marks that reorder text', 'user\u202Etxt.exe', 'usertxt.exe'],
    ['halves of characters', 'a\uD83Db', 'ab'],
  ])('loses %s', (_, text, expected) => {
    expect(terminalText(text)).toBe(expected)
  })
})
