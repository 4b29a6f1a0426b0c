import type { DemoFlags } from './demo-flags.ts'
import { EXIT, type ExitCode } from './exit-code.ts'
import { whenReaderLeaves, writeOutput } from './output.ts'
import { UsageError } from './usage-error.ts'

/** `rlm demo`: runs examples against the offline model, whatever keys there are: a demonstration costs nothing. */
export async function demo(names: readonly string[], { seed, log }: DemoFlags): Promise<ExitCode> {
  const { EXAMPLES, runExamples } = await import('../../examples/demonstration.ts')
  const unknown = names.find((name) => !EXAMPLES.has(name))
  if (unknown !== undefined)
    throw new UsageError(
      `An example must be one of ${[...EXAMPLES.keys()].join(', ')}; received ${JSON.stringify(unknown)}. Leave it out for all of them.`,
    )
  whenReaderLeaves(() => process.exit(EXIT.ok))
  const environment = Object.assign(process.env, { OPENAI_API_KEY: '', OPENAI_BASE_URL: '' })
  const chosen = names.length === 0 ? [...EXAMPLES.keys()] : names
  const agree = await runExamples({ names: chosen, seed, environment, trajectory: log, write: writeOutput })
  return agree ? EXIT.ok : EXIT.failed
}
