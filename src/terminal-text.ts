import { stripVTControlCharacters } from 'node:util'

/** Control characters but for line feed and tab, marks that reorder text, other line ends, and halves of characters. */
const UNSAFE = /[^\P{Cc}\n\t]|[\p{Bidi_Control}\p{Zl}\p{Zp}\p{Cs}]/gu

/**
 * Text of a model or of a block as it may be shown on a terminal: escape sequences and control characters, with which it
 * could move the cursor, rename the window or pass for something else, are taken out.
 */
export function terminalText(text: string): string {
  return stripVTControlCharacters(text).replaceAll('\r\n', '\n').replaceAll(UNSAFE, '')
}
