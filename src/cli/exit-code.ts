import { CommanderError } from 'commander'
import { UsageError } from './usage-error.ts'

/** What the program ends with; 130 and 143 are what shells give for an interrupt and a termination. */
export const EXIT = { ok: 0, failed: 1, usage: 2, limit: 3, interrupted: 130, terminated: 143 } as const

/** One of `EXIT`. */
export type ExitCode = (typeof EXIT)[keyof typeof EXIT]

/** The exit code that an error stands for. The library's `TypeError`s are misuse, told before any model is called. */
export function exitCodeOf(error: unknown): ExitCode {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage
  if (error instanceof UsageError || error instanceof TypeError) return EXIT.usage
  // Not by its class: the library is loaded only where a question is asked.
  return error instanceof Error && 'code' in error && error.code === 'limit' ? EXIT.limit : EXIT.failed
}
