import { terminalText } from '../terminal-text.ts'

/** Writes what the program was asked for to stdout; on a terminal, without anything that the terminal would obey. */
export function writeOutput(text: string): void {
  process.stdout.write(`${process.stdout.isTTY ? terminalText(text) : text}\n`)
}

/** Writes a note to stderr, where people read it. */
export function writeNote(text: string): void {
  process.stderr.write(`${terminalText(text)}\n`)
}

/** Calls `onLeft` once nobody reads stdout any more, as behind `| head`; that is no failure. */
export function whenReaderLeaves(onLeft: () => void): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
    onLeft()
  })
}
