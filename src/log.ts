import type { Writable } from 'node:stream'
import type { RunEvent } from './run/events.ts'
import type { BlockResult } from './sandbox/sandbox.ts'
import { terminalText } from './terminal-text.ts'

const MAX_LINES = 24

type EventOf<Type extends RunEvent['type']> = Extract<RunEvent, { type: Type }>

/** When a run began, and calls and failures of the block that it is in. */
interface RunTally {
  startedMs: number
  calls: number
  failed: number
}

/** Writes a run as a notebook: a cell for each block, its output, and the times. Nested runs are indented. */
export function runLog(stream: Writable): (event: RunEvent) => void {
  const tallies = new Map<string, RunTally>()
  return (event) => {
    const text = account(event, tallies)
    if (text !== undefined) stream.write(`${indent(terminalText(text), '  '.repeat(event.depth))}\n`)
  }
}

function account(event: RunEvent, tallies: Map<string, RunTally>): string | undefined {
  switch (event.type) {
    case 'run-start':
      tallies.set(event.runId, { startedMs: event.atMs, calls: 0, failed: 0 })
      return `── RLM (${event.model}): ${clip(event.query)}\n   context: ${event.context}`
    case 'model-call-end':
      return event.role === 'root' ? turnAccount(event) : undefined
    case 'model-call-retry':
      return `model call failed (${reason(event.outcome)}); retry ${event.attempt} in ${seconds(event.delayMs)}`
    case 'block-start':
      Object.assign(tallies.get(event.runId) ?? {}, { calls: 0, failed: 0 })
      return `In [${event.iteration}.${event.index + 1}]\n${indent(clip(event.source), '  │ ')}`
    case 'sub-call-end':
      count(tallies.get(event.runId), event.outcome.ok)
      return undefined
    case 'block-end':
      return outputAccount(event, tallies.get(event.runId))
    case 'sandbox-restart':
      return `the sandbox was started anew: ${event.reason}`
    case 'compaction-end':
      return `older turns were summarised: about ${event.tokens} tokens are left of the conversation`
    case 'limit':
      return `limit reached: ${event.limit} (${event.spent} of ${event.allowed}); now the last turn`
    case 'final':
      return `Answer\n${indent(clip(event.answer), '  ')}`
    case 'run-end':
      return endAccount(event, takeStart(event, tallies))
    default:
      return undefined
  }
}

function turnAccount({ text, durationMs, usage, outcome }: EventOf<'model-call-end'>): string {
  const tokens = usage === undefined ? '' : ` · ${usage.inputTokens} tokens in, ${usage.outputTokens} out`
  const head = `root LM: ${seconds(durationMs)}${tokens}`
  if (!outcome.ok) return `${head} · ${reason(outcome)}`
  const prose = text.split(/^\s*`{3}/m)[0]?.trim() ?? ''
  return prose === '' ? head : `${head}\n${indent(clip(prose), '  ')}`
}

function outputAccount({ iteration, index, result }: EventOf<'block-end'>, tally: RunTally | undefined): string {
  const calls =
    tally === undefined || tally.calls === 0 ? '' : ` · ${tally.calls} sub-call${tally.calls === 1 ? '' : 's'}`
  const failed = tally === undefined || tally.failed === 0 ? '' : `, ${tally.failed} failed`
  const head = `Out[${iteration}.${index + 1}] ${result === undefined ? 'stopped' : seconds(result.durationMs)}${calls}${failed}`
  const output = result === undefined ? '' : blockOutput(result)
  return output === '' ? head : `${head}\n${indent(clip(output), '  │ ')}`
}

function blockOutput({ stdout, result, error, lost, notes }: BlockResult): string {
  const echo = result === undefined ? [] : [`=> ${result}`]
  const failure = error === undefined ? [] : [`${error.name}: ${error.message}`]
  const loss = lost === undefined ? [] : [lost.message]
  return [stdout.trimEnd(), ...echo, ...failure, ...loss, ...notes].filter((line) => line !== '').join('\n')
}

/** When a run that has ended began; its tally is let go. */
function takeStart({ runId, atMs }: EventOf<'run-end'>, tallies: Map<string, RunTally>): number {
  const { startedMs = atMs } = tallies.get(runId) ?? {}
  tallies.delete(runId)
  return startedMs
}

function endAccount({ usage, outcome, stopReason, atMs }: EventOf<'run-end'>, startedMs: number): string {
  const cost = usage.estimatedCostUsd === null ? 'cost unknown' : `$${usage.estimatedCostUsd.toFixed(4)}`
  const how = outcome.ok ? (stopReason ?? 'final') : `failed: ${reason(outcome)}`
  return `── ${how} · ${usage.totalCalls} calls · ${usage.totalTokens} tokens · ${cost} · ${seconds(atMs - startedMs)}`
}

function count(tally: RunTally | undefined, ok: boolean): void {
  if (tally === undefined) return
  tally.calls += 1
  if (!ok) tally.failed += 1
}

function reason(outcome: EventOf<'run-end'>['outcome']): string {
  return outcome.ok ? 'ok' : `${outcome.code}: ${outcome.message}`
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(milliseconds < 1000 ? 3 : 1)} s`
}

function indent(text: string, by: string): string {
  return text.replaceAll(/^/gm, by)
}

/** The first lines of a long text: a log is for reading. */
function clip(text: string): string {
  const lines = text
    .trimEnd()
    .split('\n', MAX_LINES + 1)
    .map((line) => line.slice(0, 400))
  return lines.length > MAX_LINES ? [...lines.slice(0, MAX_LINES), '…'].join('\n') : lines.join('\n')
}
