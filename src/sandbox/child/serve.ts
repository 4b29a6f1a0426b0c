import type { Engine } from '../../repl/repl.ts'

const HOOK = 'serveSandbox'

/**
 * Makes a SIGINT that comes outside a block's own code stop `serve` for a call of `onInterrupt` only: Node's default
 * would end the process. To be called before the realm is frozen, as the script reaches `serve` through a global.
 */
export function serveUnderInterrupts(
  { Script, breakOnSigint }: Engine,
  serve: () => never,
  onInterrupt: () => void,
): () => never {
  if (!breakOnSigint) return serve
  Object.defineProperty(globalThis, HOOK, { value: serve })
  const script = new Script(`${HOOK}()`, { filename: 'sandbox' })
  return () => {
    for (;;) {
      try {
        script.runInThisContext({ breakOnSigint })
      } catch (error) {
        if (!isInterrupt(error)) throw error
        onInterrupt()
      }
    }
  }
}

function isInterrupt(error: unknown): boolean {
  return error instanceof Error && Reflect.get(error, 'code') === 'ERR_SCRIPT_EXECUTION_INTERRUPTED'
}
