import { Command, CommanderError } from 'commander'
import { VERSION } from '../version.ts'
import { type AskFlags, askCommand } from './ask-flags.ts'
import { demoCommand, type DemoFlags } from './demo-flags.ts'
import { EXIT, type ExitCode, exitCodeOf } from './exit-code.ts'
import { writeNote } from './output.ts'
import { costCommand, exportCommand, type ExportFlags } from './recorded-commands.ts'
import { UsageError } from './usage-error.ts'

/** Runs one command line, from its first argument on, and gives the program's exit code. */
export async function runCommandLine(commandLine: readonly string[]): Promise<ExitCode> {
  let exitCode: ExitCode = EXIT.ok
  const program = rootCommand((code) => (exitCode = code))
  try {
    await program.parseAsync(commandLine.length === 0 ? ['--help'] : commandLine, { from: 'user' })
    return exitCode
  } catch (error) {
    // Commander has told its own already.
    if (!(error instanceof CommanderError)) writeNote(`rlm: ${error instanceof Error ? error.message : String(error)}`)
    return exitCodeOf(error)
  }
}

function rootCommand(setExitCode: (code: ExitCode) => void): Command {
  const program = new Command('rlm')
    .description('Recursive Language Models: answers questions over contexts far larger than a model’s window.')
    .version(VERSION, '-v, --version')
    .addHelpText('after', '\nStart with `rlm demo needle`, which needs no key, or see `rlm ask --help`.')
  // What the commands do is loaded when one is given: help and mistakes are answered at once.
  const asking = askCommand().action(
    async (question: string | undefined, dash: string | undefined, flags: AskFlags) => {
      const { ask } = await import('./ask.ts')
      setExitCode(await ask(...withStdin(question, dash, flags)))
    },
  )
  const showing = demoCommand().action(async (names: string[], flags: DemoFlags) => {
    const { demo } = await import('./demo.ts')
    setExitCode(await demo(names, flags))
  })
  const counting = costCommand().action(async (files: string[]) => {
    const { cost } = await import('./cost.ts')
    setExitCode(await cost(files))
  })
  const exporting = exportCommand().action(async (file: string, flags: ExportFlags) => {
    const { exportRun } = await import('./export.ts')
    setExitCode(await exportRun(file, flags))
  })
  for (const command of [asking, showing, counting, exporting]) program.addCommand(command)
  for (const command of [program, ...program.commands]) command.exitOverride().showHelpAfterError('See `rlm --help`.')
  return program
}

/** `-` beside the question, or in place of it, reads the context from stdin, as `-c -` does. */
function withStdin(
  question: string | undefined,
  dash: string | undefined,
  flags: AskFlags,
): [string | undefined, AskFlags] {
  if (dash !== undefined && dash !== '-')
    throw new UsageError(
      `The question must be one argument; received a second one, ${JSON.stringify(dash)}. Put the question into quotes, and files behind -c.`,
    )
  const isStdin = dash === '-' || question === '-'
  const context = isStdin ? [...(flags.context ?? []), '-'] : flags.context
  return [question === '-' ? undefined : question, { ...flags, ...(context && { context }) }]
}
