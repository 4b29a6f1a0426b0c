import { openChildSandbox } from '../../src/sandbox/host.ts'
import { type Contestant, type ContestantOptions, echo } from '../contestant.ts'

const BYTES_PER_CHARACTER = 2
const HOUR_MS = 3_600_000

/** This package's sandbox, with its whole REPL: `node:vm` in a permissioned child process. */
export async function openChild(options: ContestantOptions = {}): Promise<Contestant> {
  const { answer = echo, blockTimeoutMs = HOUR_MS, contextChars = 0 } = options
  const contextBytes = contextChars * BYTES_PER_CHARACTER
  const sandbox = await openChildSandbox({ blockTimeoutMs, contextBytes }, async ({ prompt }) => ({
    text: await answer(prompt),
  }))
  return {
    load: (text) => sandbox.load('context', { kind: 'text', text }),
    run: async (block) => {
      const { error, lost } = await sandbox.runBlock(block)
      if (error !== undefined) throw new Error(`${error.name}: ${error.message}`)
      if (lost !== undefined) throw new Error(lost.message)
    },
    close: () => sandbox.close(),
  }
}
