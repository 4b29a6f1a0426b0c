import { terminalText } from '../../terminal-text.ts'

const TAB = '  '

/** Characters beyond the columns that are looked at: some take no column. What is cut before need not be measured. */
const SPARE_CHARS = 20

/** Text as lines that a terminal of so many columns shows as they are, without blank ones at the ends. */
export function shownLines(text: string, columns: number): string[] {
  const shown = terminalText(text)
    .replaceAll('\t', TAB)
    .replaceAll(/^(?:[^\S\n]*\n)+|\s+$/g, '')
  return shown === '' ? [] : shown.split('\n').map((line) => line.slice(0, columns + SPARE_CHARS))
}

/** Text as one such line. */
export function oneLine(text: string, columns: number): string {
  return terminalText(text.slice(0, columns + SPARE_CHARS))
    .replaceAll(/\s+/g, ' ')
    .trim()
}

/** A time as people read it: `0.4 s`, `42 s`, `3:07`. */
export function shownTime(milliseconds: number): string {
  const seconds = Math.max(0, milliseconds) / 1000
  if (seconds < 10) return `${seconds.toFixed(1)} s`
  if (seconds < 60) return `${Math.floor(seconds)} s`
  return `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, '0')}`
}

/** A count with thousands separators. */
export function shownCount(count: number): string {
  return count.toLocaleString('en-US')
}

/** `1 block`, `2 blocks`. */
export function counted(count: number, noun: string): string {
  return `${shownCount(count)} ${noun}${count === 1 ? '' : 's'}`
}
