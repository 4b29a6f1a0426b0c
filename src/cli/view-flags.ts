import { Command, InvalidArgumentError, Option } from 'commander'
import { textBelow } from './help.ts'

/** The flags of `rlm view`, as commander reads them. */
export interface ViewFlags {
  output?: string
  port?: number
  open: boolean
}

const BELOW = `Examples:
  $ rlm view runs                         the newest run, as it goes on
  $ rlm view runs/one.jsonl -o run.html   one file to send to others

Without -o, the page's address goes to stdout, and Ctrl-C ends the program with exit code 0. Only this machine can reach it, and only with that address. The page is opened where stdout is a terminal and CI is not set.`

const HIGHEST_PORT = 65_535

/** The command `rlm view`, without what it does. */
export function viewCommand(): Command {
  return new Command('view')
    .description('Shows a recorded run in the browser, also while it goes on, or writes it into one HTML file.')
    .argument(
      '[file]',
      'a trajectory, as rlm ask --log writes it, or a directory of them, of which the newest is shown',
    )
    .addOption(
      new Option('-o, --output <file>', 'write one HTML file that needs nothing else').conflicts(['port', 'open']),
    )
    .option('--port <number>', 'of the page (default: any that is free)', portNumber)
    .option('--no-open', 'do not open the browser')
    .addHelpText('after', textBelow(BELOW))
}

function portNumber(text: string): number {
  const number = Number(text)
  if (/^\d+$/.test(text) && number >= 1 && number <= HIGHEST_PORT) return number
  throw new InvalidArgumentError(`It must be an integer from 1 to ${HIGHEST_PORT}. Leave it out for any that is free.`)
}
