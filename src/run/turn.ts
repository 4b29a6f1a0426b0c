import type { ModelReply } from '../model/client.ts'
import { type ParsedReply, parseReply } from '../prompt/parse.ts'
import { foreignRemark, REMARKS } from '../prompt/turn.ts'
import type { BlockResult } from '../sandbox/sandbox.ts'
import type { RunEvent } from './events.ts'
import type { RunRepl } from './repl.ts'
import type { RunScope } from './scope.ts'

/** What one reply of the root LM led to. */
export interface Turn {
  results: BlockResult[]
  /** Blocks that did not run because one before them failed. */
  skipped: number
  /** What the model is told of its reply. */
  remarks: string[]
  /** The answer, where the reply gave one that counts. */
  final?: string | undefined
}

/** How far a run has come; it outlives a failure, so that the error can carry the partial answer. */
export interface Progress {
  /** Turns taken, the forced last one not counted. */
  iterations: number
  /** Whether some block has run: a text final counts only then. */
  hasRun: boolean
  /** Whether the model was already asked to look before it answers. */
  askedToLook: boolean
  /** Text of the variable `answer`, as the last block that set it left it. */
  candidate: string | undefined
  /** The last text that the root LM wrote. */
  lastText: string | undefined
}

/** What a turn needs besides the reply. */
export interface TurnTools {
  scope: RunScope
  repl: RunRepl
  progress: Progress
}

/** Takes one reply: runs its blocks, or reads its text final, and says what was wrong with it. */
export async function takeTurn(reply: ModelReply, tools: TurnTools): Promise<Turn> {
  const parsed = parseReply(reply.text)
  const cut = reply.finishReason === 'length'
  const blocks = runnable(parsed, reply)
  tools.progress.lastText = reply.text.trim() === '' ? tools.progress.lastText : reply.text
  const turn = await runBlocks(blocks, tools)
  if (turn.final !== undefined) return turn
  const remarks = [
    ...(parsed.foreign.length > 0 ? [foreignRemark(parsed.foreign)] : []),
    ...(cut ? [REMARKS.cut] : []),
    ...(blocks.length > 0 && parsed.final !== undefined ? [REMARKS.finalBesideCode] : []),
  ]
  if (blocks.length > 0 || remarks.length > 0) return { ...turn, remarks }
  if (parsed.final !== undefined) return takeTextFinal(parsed.final, tools)
  return { ...turn, remarks: [reply.text.trim() === '' ? REMARKS.empty : REMARKS.noCode] }
}

/** Takes the reply of the forced last turn: a final in code or text, else its text as it is, else the candidate. */
export async function takeLastTurn(reply: ModelReply, tools: TurnTools): Promise<string | undefined> {
  const parsed = parseReply(reply.text)
  const { final: fromCode } = await runBlocks(runnable(parsed, reply), tools)
  if (fromCode !== undefined) return fromCode
  const fromText = parsed.final && (await resolveTextFinal(parsed.final, tools)).final
  if (fromText !== undefined) return fromText
  const text = reply.text.trim()
  const { candidate } = tools.progress
  const isProse = text !== '' && parsed.blocks.length === 0 && parsed.final === undefined
  const answer = isProse ? text : (candidate ?? (text === '' ? undefined : text))
  return answer === undefined ? undefined : accept(answer, 'last-turn', tools)
}

/** The blocks to run. Half a block, as a cut reply may end in, is not run. */
function runnable({ blocks, unclosed }: ParsedReply, { finishReason }: ModelReply): string[] {
  return finishReason === 'length' && unclosed ? blocks.slice(0, -1) : blocks
}

async function runBlocks(blocks: readonly string[], tools: TurnTools): Promise<Turn> {
  const results: BlockResult[] = []
  for (const source of blocks) {
    const result = await runBlock(source, results.length, tools)
    results.push(result)
    if (result.final !== undefined)
      return { results, skipped: 0, remarks: [], final: accept(result.final, 'code', tools) }
    if (result.error !== undefined || result.lost !== undefined) break
  }
  return { results, skipped: blocks.length - results.length, remarks: [] }
}

async function runBlock(source: string, index: number, { scope, repl, progress }: TurnTools): Promise<BlockResult> {
  const { iterations: iteration } = progress
  scope.emit({ type: 'block-start', iteration, index, source })
  const result = await repl.runBlock(source)
  scope.emit({ type: 'block-end', iteration, index, result })
  progress.hasRun = true
  progress.candidate = result.candidate ?? progress.candidate
  return result
}

type TextFinal = NonNullable<ParsedReply['final']>

/** A final before any code has run is asked once to look first; repeated, it stands. */
async function takeTextFinal(final: TextFinal, tools: TurnTools): Promise<Turn> {
  const { progress } = tools
  if (!progress.hasRun && !progress.askedToLook) {
    progress.askedToLook = true
    return { results: [], skipped: 0, remarks: [REMARKS.lookFirst] }
  }
  return resolveTextFinal(final, tools)
}

/** `FINAL_VAR` as text means the variable of the REPL, so the REPL resolves it: an unknown name is a block's error. */
async function resolveTextFinal({ kind, text }: TextFinal, tools: TurnTools): Promise<Turn> {
  if (kind === 'value') return { results: [], skipped: 0, remarks: [], final: accept(text, 'text', tools) }
  return runBlocks([`FINAL_VAR(${JSON.stringify(text)})`], tools)
}

function accept(answer: string, source: (RunEvent & { type: 'final' })['source'], { scope }: TurnTools): string {
  scope.emit({ type: 'final', answer, source })
  return answer
}
