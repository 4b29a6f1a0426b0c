import { limitFunction } from 'p-limit'
import { untilAborted } from '../abort.ts'
import { abortedError, RLMError, throwIfAborted } from '../errors.ts'
import { argumentReader } from './argument.ts'
import { failingAs } from './failing-as.ts'
import { resultText } from './result-text.ts'
import type { Tool } from './tool.ts'

/** Calls one tool with the JSON text of its argument; gives the JSON text of its result. */
export type CallTool = (argumentText: string, signal: AbortSignal) => Promise<string>

/**
 * Makes the function that calls a tool: at most `maxConcurrency` calls run, each for `timeoutMs` at most. A call that is
 * given up frees its place, whether or not `execute` heeds its signal: else one that hangs would hold it for ever.
 */
export function toolCaller(
  name: string,
  { parameters, execute, timeoutMs = 60_000, maxConcurrency = 8 }: Tool,
): CallTool {
  const readArgument = argumentReader(name, parameters)
  const start = async (argumentText: string, signal: AbortSignal): Promise<string> => {
    throwIfAborted(signal)
    const work = async (ended: AbortSignal): Promise<unknown> => {
      const argument = await readArgument(argumentText)
      throwIfAborted(ended)
      return failingAs(name, () => execute(argument as never, { signal: ended }))
    }
    return resultText(name, await withinTime(work, { name, timeoutMs, signal }))
  }
  // The package's default export is lost on a CommonJS build.
  const startInTurn = limitFunction(start, { concurrency: maxConcurrency })
  return (argumentText, signal) => untilAborted(startInTurn(argumentText, signal), signal)
}

interface Bounds {
  name: string
  timeoutMs: number
  signal: AbortSignal
}

async function withinTime(
  work: (ended: AbortSignal) => Promise<unknown>,
  { name, timeoutMs, signal }: Bounds,
): Promise<unknown> {
  const overdue = new AbortController()
  const timer = setTimeout(() => overdue.abort(), timeoutMs)
  const ended = AbortSignal.any([signal, overdue.signal])
  try {
    return await untilAborted(work(ended), ended)
  } catch (error) {
    if (signal.aborted) throw abortedError(signal)
    throw overdue.signal.aborted ? timedOut(name, timeoutMs) : error
  } finally {
    clearTimeout(timer)
  }
}

function timedOut(name: string, timeoutMs: number): RLMError {
  return new RLMError(
    `Tool \`${name}\` must answer within ${timeoutMs} ms; this call has not. Ask it for less, or go on without it.`,
    { code: 'timeout' },
  )
}
