import { bar, fitHeight, fitWidth, type Section, spread } from './fit.ts'
import { counted, oneLine, shownCount, shownLines, shownTime } from './text.ts'
import type { CallTally, EndedTurn, LiveBlock, LiveRun, LiveTurn, LiveView } from './view.ts'

const MAX_SOURCE_LINES = 10
const MAX_OUTPUT_LINES = 6
const MAX_REPLY_LINES = 4
const MAX_BRANCHES = 8
const MAX_CALLS = 3
const BAR_COLUMNS = 24

/** How a piece of a line may look. */
type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan'

/** Gives a text its looks; the text itself where there are no colours. */
export type Paint = (style: Style, text: string) => string

/** What a frame is drawn for. */
export interface FrameSize {
  columns: number
  rows: number
  /** Milliseconds since the outermost run began. */
  nowMs: number
  paint: Paint
}

/** The view as lines: fewer than the terminal has rows, and narrower than its columns. */
export function frame(view: LiveView, size: FrameSize): string[] {
  const width = size.columns - 1
  const sections = view.root === undefined ? [] : runSections(view.root, { ...size, columns: width })
  const lines = fitHeight([...sections, footer(view, size)], size.rows - 1)
  return lines.map((line) => fitWidth(line, width))
}

function runSections(run: LiveRun, size: FrameSize): Section[] {
  const { columns, paint } = size
  const { turn, block } = run
  return [
    { rank: 3, lines: [`${paint('bold', `RLM ${oneLine(run.model, columns)}`)} · ${oneLine(run.query, columns)}`] },
    { rank: 7, lines: [paint('dim', `context: ${oneLine(run.context, columns)}`)] },
    { rank: 8, keep: 'last', lines: run.ended.map((ended) => endedLine(ended, size)) },
    { rank: 1, lines: turn === undefined ? [] : [turnLine(turn, block, size)] },
    { rank: 5, keep: 'last', lines: block === undefined ? [] : sourceLines(block, size) },
    { rank: 6, keep: 'last', lines: block === undefined ? [] : outputLines(block, size) },
    { rank: 2, lines: block?.isRunning === true ? barLines(block.calls, size) : [] },
    { rank: 4, lines: branchLines(run, size) },
    { rank: 6, keep: 'last', lines: turn === undefined || block?.isRunning ? [] : replyLines(turn, size) },
  ]
}

function endedLine({ iteration, blocks, calls, durationMs, ok }: EndedTurn, { columns, paint }: FrameSize): string {
  const mark = ok ? paint('green', '✓') : paint('red', '✗')
  const done = [`turn ${iteration}`, counted(blocks, 'block'), ...tallied(calls)].join(' · ')
  return spread(`${mark} ${done}`, shownTime(durationMs), columns)
}

function turnLine(
  { iteration, startedMs, isModelAtWork }: LiveTurn,
  block: LiveBlock | undefined,
  { columns, nowMs, paint }: FrameSize,
): string {
  const running = block?.isRunning === true ? [`In [${block.iteration}.${block.index + 1}] runs`] : []
  const doing = [...running, ...(isModelAtWork ? ['the model writes'] : [])]
  const text = [`turn ${iteration}`, ...doing].join(' · ')
  return spread(paint('cyan', `▶ ${text}`), shownTime(nowMs - startedMs), columns)
}

/** The block that runs stands out; one that has ended steps back. */
function sourceLines({ source, isRunning, failed }: LiveBlock, { columns, paint }: FrameSize): string[] {
  const lines = shownLines(source, columns)
  const hidden = lines.length - MAX_SOURCE_LINES
  const shown = hidden > 0 ? [...lines.slice(0, MAX_SOURCE_LINES - 1), `… ${counted(hidden + 1, 'line')} more`] : lines
  const edge = paint(failed ? 'red' : isRunning ? 'cyan' : 'dim', '│')
  return shown.map((line) => `  ${edge} ${isRunning ? line : paint('dim', line)}`)
}

function outputLines({ output, failed }: LiveBlock, { columns, paint }: FrameSize): string[] {
  const lines = shownLines(output, columns).slice(-MAX_OUTPUT_LINES)
  return lines.map((line) => `  ${paint(failed ? 'red' : 'yellow', '›')} ${line}`)
}

function replyLines({ reply }: LiveTurn, { columns, paint }: FrameSize): string[] {
  return shownLines(reply, columns)
    .slice(-MAX_REPLY_LINES)
    .map((line) => `  ${paint('dim', line)}`)
}

function barLines({ started, done, failed }: CallTally, { columns, paint }: FrameSize): string[] {
  if (started < 2) return []
  const failures = failed === 0 ? '' : ` · ${paint('red', `${shownCount(failed)} failed`)}`
  const width = Math.max(4, Math.min(BAR_COLUMNS, columns - 30))
  return [`  ${bar(done / started, width)} ${shownCount(done)}/${shownCount(started)} sub-calls${failures}`]
}

/** The nested runs that are in flight, each with those below it; else the oldest sub-calls. */
function branchLines(run: LiveRun, size: FrameSize): string[] {
  if (run.nested.size === 0) return callLines(run, size)
  const branches = branchesOf(run, '  ')
  const hidden = branches.length > MAX_BRANCHES ? branches.length - MAX_BRANCHES + 1 : 0
  const lines = branches.slice(0, branches.length - hidden).map((branch) => branchLine(branch, size))
  return hidden === 0 ? lines : [...lines, `  … and ${shownCount(hidden)} more`]
}

/** A nested run in its place of the tree. */
interface Branch {
  run: LiveRun
  indent: string
}

function branchesOf({ nested }: LiveRun, indent: string): Branch[] {
  return [...nested.values()].flatMap((run) => [{ run, indent }, ...branchesOf(run, `${indent}│ `)])
}

function branchLine({ run, indent }: Branch, { columns, nowMs }: FrameSize): string {
  return spread(`${indent}├ ${nestedText(run, columns)}`, shownTime(nowMs - run.startedMs), columns)
}

function nestedText({ model, query, turn, block }: LiveRun, columns: number): string {
  const at = turn === undefined ? [] : [`turn ${turn.iteration}`]
  const calls =
    block?.isRunning === true && block.calls.started > 0 ? [`${block.calls.done}/${block.calls.started} sub-calls`] : []
  return [`RLM ${oneLine(model, columns)}`, ...at, ...calls, oneLine(query, columns)].join(' · ')
}

function callLines({ block }: LiveRun, { columns, nowMs, paint }: FrameSize): string[] {
  const oldest = [...(block?.inFlight.values() ?? [])].slice(0, MAX_CALLS)
  return oldest.map(({ startedMs, text }) =>
    spread(`  ${paint('dim', '├')} ${oneLine(text, columns)}`, shownTime(nowMs - startedMs), columns),
  )
}

function tallied({ started, failed }: CallTally): string[] {
  if (started === 0) return []
  return [`${counted(started, 'sub-call')}${failed === 0 ? '' : `, ${shownCount(failed)} failed`}`]
}

function footer({ calls, tokens, costUsd, notice }: LiveView, { columns, nowMs, paint }: FrameSize): Section {
  const cost = costUsd === null ? 'cost unknown' : `$${costUsd.toFixed(4)}`
  const spent = `${counted(calls, 'call')} · ${shownCount(tokens)} tokens · ${cost} · ${shownTime(nowMs)}`
  const lines = [paint('bold', spent)]
  return {
    rank: 0,
    keep: 'last',
    lines: notice === undefined ? lines : [paint('yellow', oneLine(notice, columns)), ...lines],
  }
}
