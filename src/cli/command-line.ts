import { Command, CommanderError } from 'commander'
import { VERSION } from '../version.ts'
import { reasonOf } from '../reason.ts'
import { type AskFlags, askCommand } from './ask-flags.ts'
import { demoCommand, type DemoFlags } from './demo-flags.ts'
import { EXIT, type ExitCode, exitCodeOf } from './exit-code.ts'
import { HELP_LAYOUT, textBelow } from './help.ts'
import { writeNote } from './output.ts'
import { costCommand, exportCommand, type ExportFlags } from './recorded-commands.ts'
import { UsageError } from './usage-error.ts'
import { viewCommand, type ViewFlags } from './view-flags.ts'

/** Runs one command line, from its first argument on, and gives the program's exit code. */
export async function runCommandLine(commandLine: readonly string[]): Promise<ExitCode> {
  let exitCode: ExitCode = EXIT.ok
  const program = rootCommand((code) => (exitCode = code))
  try {
    await program.parseAsync(commandLine.length === 0 ? ['--help'] : commandLine, { from: 'user' })
    return exitCode
  } catch (error) {
    // Commander has told its own already.
    if (!(error instanceof CommanderError)) writeNote(`rlm: ${reasonOf(error)}`)
    return exitCodeOf(error)
  }
}

function rootCommand(setExitCode: (code: ExitCode) => void): Command {
  const program = new Command('rlm')
    .description("Recursive Language Models: answers questions over contexts far larger than a model's window.")
    .version(VERSION, '-v, --version', 'print the version')
    .helpCommand('help [command]', 'Explains a command.')
    .addHelpText('after', textBelow('Start with `rlm demo needle`, which needs no key, or see `rlm ask --help`.'))
  // What the commands do is loaded when one is given: help and mistakes are answered at once.
  const asking = askCommand().action(
    async (_question: string | undefined, _dash: string | undefined, flags: AskFlags, { args }: Command) => {
      const { ask } = await import('./ask.ts')
      setExitCode(await ask(...withStdin(args, flags)))
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
  const viewing = viewCommand().action(async (path: string | undefined, flags: ViewFlags) => {
    const { view } = await import('./view.ts')
    setExitCode(await view(path, flags))
  })
  for (const command of [asking, viewing, showing, counting, exporting]) program.addCommand(command)
  settle(program, 'rlm')
  for (const command of program.commands) settle(command, `rlm ${command.name()}`)
  return program
}

/** What all commands have in common: mistakes are told as the program tells its own, and help fits the terminal. */
function settle(command: Command, usage: string): void {
  command
    .exitOverride()
    .helpOption('-h, --help', 'print this help')
    .configureHelp(HELP_LAYOUT)
    .configureOutput({ outputError: (message, write) => write(message.replace(/^error: /, 'rlm: ')) })
    .showHelpAfterError(`See \`${usage} --help\`.`)
}

/** `-` beside the question, or in place of it, reads the context from stdin, as `-c -` does. */
function withStdin(given: readonly string[], flags: AskFlags): [string | undefined, AskFlags] {
  const [question, second, ...others] = given.filter((argument) => argument !== '-')
  if (second !== undefined)
    throw new UsageError(
      `The question must be one argument; received ${others.length + 2}, the second being ${JSON.stringify(second)}. Put the question into quotes, and files behind -c.`,
    )
  const dashes = given.filter((argument) => argument === '-')
  const context = dashes.length > 0 ? [...(flags.context ?? []), ...dashes] : flags.context
  return [question, { ...flags, ...(context && { context }) }]
}
