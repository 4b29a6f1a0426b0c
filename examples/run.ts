import { parseArgs } from 'node:util'
import { config } from 'dotenv'
import { EXAMPLES, runExamples } from './demonstration.ts'

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

async function main(): Promise<void> {
  config({ quiet: true })
  const chosen = readArguments()
  if (chosen === undefined) {
    console.error(USAGE)
    process.exitCode = 2
    return
  }
  const agree = await runExamples({ ...chosen, environment: process.env, write: (line) => console.log(line) })
  process.exitCode = agree ? 0 : 1
}

await main()
