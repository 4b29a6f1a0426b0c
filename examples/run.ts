import { parseArgs } from 'node:util'
import { config } from 'dotenv'
import { EXAMPLES, runExamples } from './demonstration.ts'

const USAGE = `Usage: npm run example -- NAME [--seed N] [--log DIR]
       npm run demo [-- --seed N]      all of them
--log DIR leaves a trajectory of each run, to be looked at with \`rlm view DIR\`.
Names: ${[...EXAMPLES.keys()].join(', ')}`

interface Choice {
  names: string[]
  seed: number
  trajectory: string | undefined
}

/** What to run and how; undefined where the arguments make no sense. */
function readArguments(): Choice | undefined {
  const { values, positionals } = parseArgs({
    strict: false,
    allowPositionals: true,
    options: { all: { type: 'boolean' }, seed: { type: 'string', default: '1' }, log: { type: 'string' } },
  })
  const { all, seed, log, ...unknown } = values
  const choice = {
    names: all === true ? [...EXAMPLES.keys()] : positionals,
    seed: typeof seed === 'string' ? Number(seed) : NaN,
    trajectory: typeof log === 'string' ? log : undefined,
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
