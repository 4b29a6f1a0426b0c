import { execFile } from 'node:child_process'
import { readlink } from 'node:fs/promises'
import { promisify } from 'node:util'
import type { IPty } from '@lydell/node-pty'

const pty = await import('@lydell/node-pty').catch(() => undefined)

/** Whether there are pseudo-terminals here: the package that opens them has a binary for each common platform. */
export const hasPseudoTerminals = pty !== undefined && process.platform === 'linux'

/** How large a terminal says that it is. */
export interface TerminalSize {
  columns: number
  rows: number
}

/** How a program that ran in a terminal ended, and all that the terminal was sent. */
interface EndedInTerminal {
  code: number
  written: string
}

/** A program in a terminal of its own: its stdin, stdout and stderr. */
export interface PseudoTerminal {
  /** What the terminal was sent so far. */
  readonly written: string
  ended: Promise<EndedInTerminal>
  /** Resolves when what was sent since the call matches; rejects where the program ends without it. */
  shows(expected: RegExp): Promise<void>
  /** Types, control characters included, as on a keyboard. */
  type(text: string): void
  resize(size: TerminalSize): Promise<void>
}

/** Starts a program in a new pseudo-terminal. */
export function openPseudoTerminal(
  [file = '', ...programArguments]: readonly string[],
  { columns, rows, cwd, env }: TerminalSize & { cwd: string; env: Record<string, string | undefined> },
): PseudoTerminal {
  if (pty === undefined) throw new Error('A pseudo-terminal needs @lydell/node-pty; it has no binary here.')
  const options = { name: env['TERM'] ?? 'dumb', cols: columns, rows, cwd, env }
  return new NodePseudoTerminal(pty.spawn(file, programArguments, options))
}

class NodePseudoTerminal implements PseudoTerminal {
  written = ''
  readonly ended: Promise<EndedInTerminal>
  readonly #pty: IPty
  readonly #watchers = new Set<() => void>()
  #hasEnded = false

  constructor(terminal: IPty) {
    this.#pty = terminal
    terminal.onData((piece) => {
      this.written += piece
      this.#tell()
    })
    this.ended = new Promise((resolve) => {
      terminal.onExit(({ exitCode }) => {
        this.#hasEnded = true
        this.#tell()
        resolve({ code: exitCode, written: this.written })
      })
    })
  }

  shows(expected: RegExp): Promise<void> {
    const start = this.written.length
    return new Promise((resolve, reject) => {
      const watch = (): void => {
        const shown = this.written.slice(start)
        if (!expected.test(shown) && !this.#hasEnded) return
        this.#watchers.delete(watch)
        if (expected.test(shown)) resolve()
        else reject(new Error(`The program ended without ${expected}; it wrote ${JSON.stringify(shown)}.`))
      }
      this.#watchers.add(watch)
      watch()
    })
  }

  type(text: string): void {
    this.#pty.write(text)
  }

  /** By `stty`, which can also say that there are no columns. */
  async resize({ columns, rows }: TerminalSize): Promise<void> {
    const device = await readlink(`/proc/${this.#pty.pid}/fd/0`)
    await promisify(execFile)('stty', ['-F', device, 'cols', `${columns}`, 'rows', `${rows}`])
  }

  #tell(): void {
    for (const watch of this.#watchers) watch()
  }
}
