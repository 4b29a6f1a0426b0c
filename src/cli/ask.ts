import { RLM, RLMError, type RunResult } from '../index.ts'
import { type AnswerFormat, answerFormat } from './answer-format.ts'
import type { AskFlags } from './ask-flags.ts'
import { type AskRequest, readRequest, rlmOptions } from './ask-request.ts'
import { type Display, openDisplay } from './display.ts'
import { EXIT, type ExitCode, exitCodeOf } from './exit-code.ts'
import { type Interrupt, openInterrupt } from './interrupt.ts'
import { ledgerLine } from './ledger-line.ts'
import { checkKey } from './missing-key.ts'
import { whenReaderLeaves, writeNote, writeOutput } from './output.ts'

/** One `rlm ask`: how it is watched, ended and told. */
interface Asking {
  flags: AskFlags
  format: AnswerFormat
  display: Display
  interrupt: Interrupt
  startedAt: number
}

/** `rlm ask`: runs the question to its answer, and gives the exit code. Throws for a command line that is wrong. */
export async function ask(question: string | undefined, flags: AskFlags): Promise<ExitCode> {
  checkKey(flags.baseUrl)
  const request = await readRequest(question, flags)
  const interrupt = openInterrupt()
  whenReaderLeaves(() => interrupt.end(EXIT.ok))
  using display = openDisplay(flags)
  const asking = { flags, format: answerFormat(flags), display, interrupt, startedAt: performance.now() }
  try {
    return tellResult(await answer(request, asking), asking)
  } catch (error) {
    display[Symbol.dispose]()
    if (!(error instanceof RLMError)) throw error
    return tellFailure(error, asking)
  }
}

function answer(request: AskRequest, { flags, format, display, interrupt }: Asking): Promise<RunResult<unknown>> {
  const { context, query, schema } = request
  const rlm = new RLM({ ...rlmOptions(flags, request), enableLogging: display.kind === 'lines' })
  const onEvent: Display['onEvent'] = (event) => {
    display.onEvent(event)
    const line = format.event(event)
    if (line !== undefined) writeOutput(line)
  }
  const options = { signal: interrupt.signal, onEvent, schema }
  if (flags.resume !== undefined) return rlm.resume(flags.resume, { context, query, ...options })
  return rlm.run(context, query, { ...options, journal: flags.journal })
}

function tellResult(result: RunResult<unknown>, { format, display }: Asking): ExitCode {
  display[Symbol.dispose]()
  writeOutput(format.result(result))
  if (display.kind === 'live') writeNote(ledgerLine(result.usage, result.durationMs))
  return result.stopReason === 'limit' ? EXIT.limit : EXIT.ok
}

function tellFailure(error: RLMError, { format, display, interrupt, startedAt }: Asking): ExitCode {
  const { message, usage, partialAnswer } = error
  const exitCode = interrupt.exitCode ?? exitCodeOf(error)
  if (exitCode === EXIT.ok) return exitCode
  const output = format.failure(error)
  if (output !== undefined) writeOutput(output)
  writeNote(interrupt.exitCode === undefined ? `rlm: ${message}` : 'Interrupted.')
  if (partialAnswer !== undefined) writeNote(`The best answer so far:\n${partialAnswer}`)
  if (usage !== undefined && display.kind === 'live') writeNote(ledgerLine(usage, performance.now() - startedAt))
  return exitCode
}
