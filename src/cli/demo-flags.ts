import { Command, InvalidArgumentError } from 'commander'
import { textBelow } from './help.ts'

/** The flags of `rlm demo`, as commander reads them. */
export interface DemoFlags {
  seed: number
  log?: string
}

/** The command `rlm demo`, without what it does. */
export function demoCommand(): Command {
  return new Command('demo')
    .description('Runs the examples against a rule-based stand-in for a model. Needs no key, no network and no money.')
    .argument('[names...]', 'simple, needle, multi-doc, aggregation, logs, recursion; without any, all of them')
    .option('--seed <number>', 'decides the data', wholeNumber, 1)
    .option('--log <directory>', 'leave a trajectory of each run there, for rlm view, cost and export')
    .addHelpText(
      'after',
      textBelow(
        'Examples:\n  $ rlm demo needle                one number in a million lines\n  $ rlm demo needle --seed 7       over other data\n  $ rlm demo recursion --log runs  recorded, for rlm view runs',
      ),
    )
}

function wholeNumber(text: string): number {
  const number = Number(text)
  if (text.trim() !== '' && Number.isSafeInteger(number)) return number
  throw new InvalidArgumentError('It must be an integer. Leave it out for 1.')
}
