import { randomUUID } from 'node:crypto'
import type { ParsedReply } from '../prompt/parse.ts'
import { answerMisfit, foreignRemark, REMARKS } from '../prompt/turn.ts'
import type { BlockResult } from '../sandbox/sandbox.ts'
import type { Answer, AnswerShape } from './answer.ts'
import type { ArrivingReply, RootReply } from './arriving-reply.ts'
import type { RunEvent } from './events.ts'
import type { RunRepl } from './repl.ts'
import type { RunScope } from './scope.ts'
import { span } from './span.ts'

/** What one reply of the root LM led to. */
export interface Turn {
  reply: RootReply
  results: BlockResult[]
  /** Blocks that did not run because one before them failed. */
  skipped: number
  /** What the model is told of its reply. */
  remarks: string[]
  /** The answer, where the reply gave one that counts. */
  final?: Answer | undefined
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
  /** The last answer that did not fit, and why. */
  misfit: { text: string; problem: string } | undefined
  /** Whether an event has told of the limit that was reached. */
  limitTold: boolean
}

/** What a turn needs besides the reply. */
export interface TurnTools {
  scope: RunScope
  repl: RunRepl
  progress: Progress
  /** What the answer must be. */
  shape: AnswerShape
}

/** An iteration's part of a run's tools. */
export interface IterationTools extends TurnTools {
  iterationId: string
  /** The forced turn that only asks for the answer. */
  isLast: boolean
}

/** What the blocks or the final of a reply came to. */
type Taken = Pick<Turn, 'results' | 'remarks' | 'final'>

/** Takes one reply: runs its blocks as they arrive, or reads its text final, and says what was wrong with it. */
export async function takeTurn(arriving: ArrivingReply, tools: IterationTools): Promise<Turn> {
  const [ran] = await Promise.all([runBlocks(arriving.blocks, tools), tools.repl.ready()])
  const reply = await arriving.whole
  noteText(reply, tools.progress)
  const turn = { reply, ...ran, skipped: reply.blocks.length - ran.results.length }
  if (ran.final !== undefined) return turn
  const remarks = [...ran.remarks, ...remarksOn(reply)]
  if (reply.blocks.length > 0 || remarks.length > 0) return { ...turn, remarks }
  if (reply.parsed.final !== undefined) return { ...turn, ...(await takeTextFinal(reply.parsed.final, tools)) }
  return { ...turn, remarks: [reply.text.trim() === '' ? REMARKS.empty : REMARKS.noCode] }
}

/** Takes the reply of the forced last turn: a final in code or text, else its text as it is, else the candidate. */
export async function takeLastTurn(arriving: ArrivingReply, tools: IterationTools): Promise<Turn> {
  const ran = await runBlocks(arriving.blocks, tools)
  const reply = await arriving.whole
  const turn = { reply, ...ran, skipped: reply.blocks.length - ran.results.length }
  if (hasAnswered(ran)) return turn
  const fromText = reply.parsed.final && (await resolveTextFinal(reply.parsed.final, tools))
  if (fromText !== undefined && hasAnswered(fromText)) return { ...turn, ...fromText }
  const answer = plainAnswer(reply, tools.progress)
  return answer === undefined ? turn : { ...turn, ...(await accept(answer, 'last-turn', tools)) }
}

/** Whether there was an answer, be it one that does not fit. */
function hasAnswered({ final, remarks }: Taken): boolean {
  return final !== undefined || remarks.length > 0
}

function plainAnswer({ text, parsed }: RootReply, { candidate }: Progress): string | undefined {
  const prose = text.trim()
  const isProse = prose !== '' && parsed.blocks.length === 0 && parsed.final === undefined
  return isProse ? prose : (candidate ?? (prose === '' ? undefined : prose))
}

function noteText({ text }: RootReply, progress: Progress): void {
  if (text.trim() !== '') progress.lastText = text
}

function remarksOn({ parsed, blocks, cut }: RootReply): string[] {
  return [
    ...(parsed.foreign.length > 0 ? [foreignRemark(parsed.foreign)] : []),
    ...(cut === 'length' ? [REMARKS.cut] : []),
    ...(cut === 'stream' ? [REMARKS.brokenOff] : []),
    ...(blocks.length > 0 && parsed.final !== undefined ? [REMARKS.finalBesideCode] : []),
  ]
}

/** Runs blocks up to the first that fails or gives the answer. */
async function runBlocks(blocks: AsyncIterable<string> | Iterable<string>, tools: IterationTools): Promise<Taken> {
  const results: BlockResult[] = []
  for await (const source of blocks) {
    const result = await runBlock(source, results.length, tools)
    results.push(result)
    if (result.final !== undefined) return { ...(await accept(result.final, 'code', tools)), results }
    if (hasFailed(result)) break
  }
  return { results, remarks: [] }
}

async function runBlock(source: string, index: number, tools: IterationTools): Promise<BlockResult> {
  const { scope, repl, progress, iterationId, isLast } = tools
  const { iterations: iteration } = progress
  const { budget } = scope.tree
  const id = randomUUID()
  const result = await span(scope, {
    start: { type: 'block-start', id, parentId: iterationId, iteration, index, source },
    work: () => repl.runBlock(source, { id, stop: isLast ? budget.ended : budget.timeUp }),
    end: (outcome, result) => ({ type: 'block-end', id, iteration, index, result, outcome }),
  })
  if (hasFailed(result)) budget.noteError()
  progress.hasRun = true
  progress.candidate = result.candidate ?? progress.candidate
  return result
}

function hasFailed({ error, lost }: BlockResult): boolean {
  return error !== undefined || lost !== undefined
}

type TextFinal = NonNullable<ParsedReply['final']>

/** A final before any code has run is asked once to look first; repeated, it stands. */
async function takeTextFinal(final: TextFinal, tools: IterationTools): Promise<Taken> {
  const { progress } = tools
  if (!progress.hasRun && !progress.askedToLook) {
    progress.askedToLook = true
    return { results: [], remarks: [REMARKS.lookFirst] }
  }
  return resolveTextFinal(final, tools)
}

/** `FINAL_VAR` as text means the variable of the REPL, so the REPL resolves it: an unknown name is a block's error. */
async function resolveTextFinal({ kind, text }: TextFinal, tools: IterationTools): Promise<Taken> {
  if (kind === 'value') return accept(text, 'text', tools)
  return runBlocks([`FINAL_VAR(${JSON.stringify(text)})`], tools)
}

type FinalSource = (RunEvent & { type: 'final' })['source']

/** An answer counts when it fits; else the model is told why it does not. */
async function accept(text: string, source: FinalSource, { scope, progress, shape }: TurnTools): Promise<Taken> {
  const reading = await shape.read(text)
  if (reading.ok) {
    scope.emit({ type: 'final', answer: text, source })
    return { results: [], remarks: [], final: { text, value: reading.value } }
  }
  progress.misfit = { text, problem: reading.problem }
  return { results: [], remarks: [answerMisfit(reading.problem)] }
}
