import { EXIT, type ExitCode } from './exit-code.ts'

const EXIT_CODES = { SIGINT: EXIT.interrupted, SIGTERM: EXIT.terminated } as const

/** The user's way to end a run. */
export interface Interrupt {
  /** Aborts at the first signal. */
  signal: AbortSignal
  /** Of the signal that came; undefined where none has. */
  readonly exitCode: ExitCode | undefined
  /** Ends the run as a signal would, with another exit code. */
  end(exitCode: ExitCode): void
}

/**
 * Listens to SIGINT and SIGTERM for the rest of the program's life: the first ends the run in good order, the second ends
 * the program at once.
 */
export function openInterrupt(): Interrupt {
  const controller = new AbortController()
  let exitCode: ExitCode | undefined
  const end = (code: ExitCode): void => {
    exitCode ??= code
    controller.abort(new Error('The run was interrupted.'))
  }
  const onSignal = (name: keyof typeof EXIT_CODES): void => {
    if (controller.signal.aborted) process.exit(EXIT_CODES[name])
    end(EXIT_CODES[name])
  }
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.on(name, onSignal)
  return {
    signal: controller.signal,
    get exitCode() {
      return exitCode
    },
    end,
  }
}
