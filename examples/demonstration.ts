import { EXAMPLES } from './catalog.ts'
import { serveOfflineModel } from './offline/environment.ts'
import { type Outcome, outcomeTable, writeReport } from './report.ts'

export { EXAMPLES } from './catalog.ts'

/** Which examples are run, over what, and where they tell of it. */
export interface Demonstration {
  names: readonly string[]
  /** Decides the data. */
  seed: number
  /** Names the provider; where it names none, the offline model is started and put into it. */
  environment: NodeJS.ProcessEnv
  /** The directory where each run leaves its trajectory. Default: none is left. */
  trajectory?: string | undefined
  write: (line: string) => void
}

/** Runs the examples one after another and tells whether all answers agree with the expected ones. */
export async function runExamples({ names, environment, ...demonstration }: Demonstration): Promise<boolean> {
  const offline = await serveOfflineModel(environment)
  const banner = offline?.banner ?? ''
  const { write } = demonstration
  try {
    write(banner)
    const outcomes: Outcome[] = []
    for (const name of names) outcomes.push(...(await runExample(name, demonstration)))
    if (outcomes.length > 1) write(`\n${outcomeTable(outcomes)}\n\n${banner}`)
    return outcomes.every(({ agrees }) => agrees)
  } finally {
    await offline?.close()
  }
}

async function runExample(
  name: string,
  { seed, trajectory, write }: Omit<Demonstration, 'names' | 'environment'>,
): Promise<Outcome[]> {
  const report = writeReport(name, write)
  await EXAMPLES.get(name)?.({ seed, options: { enableLogging: true, trajectory }, report })
  return report.outcomes
}
