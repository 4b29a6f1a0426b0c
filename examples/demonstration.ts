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
  write: (line: string) => void
}

/** Runs the examples one after another and tells whether all answers agree with the expected ones. */
export async function runExamples({ names, seed, environment, write }: Demonstration): Promise<boolean> {
  const offline = await serveOfflineModel(environment)
  const banner = offline?.banner ?? ''
  try {
    write(banner)
    const outcomes: Outcome[] = []
    for (const name of names) outcomes.push(...(await runExample(name, seed, write)))
    if (outcomes.length > 1) write(`\n${outcomeTable(outcomes)}\n\n${banner}`)
    return outcomes.every(({ agrees }) => agrees)
  } finally {
    await offline?.close()
  }
}

async function runExample(name: string, seed: number, write: (line: string) => void): Promise<Outcome[]> {
  const report = writeReport(name, write)
  await EXAMPLES.get(name)?.({ seed, enableLogging: true, report })
  return report.outcomes
}
