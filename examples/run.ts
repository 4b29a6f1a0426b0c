import { parseArgs } from 'node:util'
import { config } from 'dotenv'
import { EXAMPLES } from './catalog.ts'
import { serveOfflineModel } from './offline/environment.ts'
import { type Outcome, outcomeTable, writeReport } from './report.ts'

const USAGE = `Usage: npm run example -- NAME [--seed N]
       npm run demo [-- --seed N]      all of them
Names: ${[...EXAMPLES.keys()].join(', ')}`

interface Choice {
  names: string[]
  seed: number
}

/** The names to run and the seed; undefined where the arguments make no sense. */
function readArguments(): Choice | undefined {
  const { values, positionals } = parseArgs({
    strict: false,
    allowPositionals: true,
    options: { all: { type: 'boolean' }, seed: { type: 'string', default: '1' } },
  })
  const { all, seed, ...unknown } = values
  const choice = {
    names: all === true ? [...EXAMPLES.keys()] : positionals,
    seed: typeof seed === 'string' ? Number(seed) : NaN,
  }
  const areKnown = choice.names.length > 0 && choice.names.every((name) => EXAMPLES.has(name))
  return areKnown && Number.isSafeInteger(choice.seed) && Object.keys(unknown).length === 0 ? choice : undefined
}

async function runExample(name: string, seed: number): Promise<Outcome[]> {
  const report = writeReport(name, (line) => console.log(line))
  await EXAMPLES.get(name)?.({ seed, enableLogging: true, report })
  return report.outcomes
}

async function main(): Promise<void> {
  config({ quiet: true })
  const chosen = readArguments()
  if (chosen === undefined) {
    console.error(USAGE)
    process.exitCode = 2
    return
  }
  const offline = await serveOfflineModel(process.env)
  try {
    const agree = await runExamples(chosen, offline?.banner ?? '')
    process.exitCode = agree ? 0 : 1
  } finally {
    await offline?.close()
  }
}

/** Runs the examples one after another and tells whether all answers agree with the expected ones. */
async function runExamples({ names, seed }: Choice, banner: string): Promise<boolean> {
  console.log(banner)
  const outcomes: Outcome[] = []
  for (const name of names) outcomes.push(...(await runExample(name, seed)))
  if (outcomes.length > 1) console.log(`\n${outcomeTable(outcomes)}\n\n${banner}`)
  return outcomes.every(({ agrees }) => agrees)
}

await main()
