import { Command, InvalidArgumentError } from 'commander'

/** The flags of `rlm demo`, as commander reads them. */
export interface DemoFlags {
  seed: number
}

/** The command `rlm demo`, without what it does. */
export function demoCommand(): Command {
  return new Command('demo')
    .description('Runs the examples against a rule-based stand-in for a model. Needs no key, no network and no money.')
    .argument('[names...]', 'simple, needle, multi-doc, aggregation, logs, recursion; without any, all of them')
    .option('--seed <number>', 'decides the data', wholeNumber, 1)
    .addHelpText(
      'after',
      '\nExamples:\n  $ rlm demo needle           one number in a million lines\n  $ rlm demo needle --seed 7  over other data',
    )
}

function wholeNumber(text: string): number {
  const number = Number(text)
  if (text.trim() !== '' && Number.isSafeInteger(number)) return number
  throw new InvalidArgumentError('It must be an integer. Leave it out for 1.')
}
