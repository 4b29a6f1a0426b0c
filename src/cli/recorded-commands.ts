import { Command, Option } from 'commander'
import { textBelow } from './help.ts'

const FORMATS = ['openai', 'trl', 'rlms'] as const

/** What a recorded run can be exported as. */
export type ExportFormat = (typeof FORMATS)[number]

/** The flags of `rlm export`, as commander reads them. */
export interface ExportFlags {
  format: ExportFormat
  output?: string
}

/** The command `rlm cost`, without what it does. */
export function costCommand(): Command {
  return new Command('cost')
    .description('Tells what recorded runs have cost, by run, by model and by depth.')
    .argument('<files...>', 'trajectories, as rlm ask --log writes them')
    .addHelpText('after', textBelow('Example:\n  $ rlm cost runs/*.jsonl'))
}

/** The command `rlm export`, without what it does. */
export function exportCommand(): Command {
  return new Command('export')
    .description('Makes samples to train on, or a log for other tools, of a recorded run: one JSON object a line.')
    .argument('<file>', 'a trajectory, as rlm ask --log writes it')
    .addOption(
      new Option(
        '--format <name>',
        'openai: chats to fine-tune on; trl: prompts and completions; rlms: the log of the Python package',
      )
        .choices(FORMATS)
        .makeOptionMandatory(),
    )
    .option('-o, --output <file>', 'write there instead of to stdout')
    .addHelpText('after', textBelow('Example:\n  $ rlm export runs/one.jsonl --format openai -o samples.jsonl'))
}
