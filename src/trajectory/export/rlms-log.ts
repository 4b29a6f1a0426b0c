import type { ChatMessage } from '../../model/client.ts'
import type { BlockResult } from '../../sandbox/sandbox.ts'
import type { TrajectoryHeader } from '../format.ts'
import type { Trajectory } from '../parser.ts'
import {
  type RecordedBlock,
  type RecordedCall,
  type RecordedRun,
  recordedRuns,
  type RecordedTurn,
} from './recorded-run.ts'

/** The first line of a log of the Python package `rlms`. */
export interface RlmsMetadata {
  type: 'metadata'
  /** ISO 8601, as all times here. */
  timestamp: string
  root_model: string
  max_depth: number
  max_iterations: number
  backend: string
  backend_kwargs: Record<string, unknown>
  environment_type: string
  environment_kwargs: Record<string, unknown>
  other_backends: null
}

/** A later line of it: a turn of the root LM. */
export interface RlmsIteration {
  type: 'iteration'
  /** From 1. */
  iteration: number
  timestamp: string
  prompt: readonly ChatMessage[]
  response: string
  code_blocks: { code: string; result: RlmsBlockResult }[]
  final_answer: string | null
  /** Seconds, as all durations here. */
  iteration_time: number
}

/** What a block did, as the log has it. */
export interface RlmsBlockResult {
  stdout: string
  stderr: string
  locals: Record<string, string>
  execution_time: number
  rlm_calls: RlmsCall[]
}

/** A sub-call, as the log has it; its visualizer reads the two counts, the package the summary. */
export interface RlmsCall {
  root_model: string
  prompt: string
  response: string
  prompt_tokens: number
  completion_tokens: number
  usage_summary: {
    model_usage_summaries: Record<
      string,
      { total_calls: number; total_input_tokens: number; total_output_tokens: number }
    >
  }
  execution_time: number
}

/** Makes the lines of an `rlms` log (github.com/alexzhang13/rlm) of the outermost run, for its visualizer. */
export function toRlmsLog({
  header,
  events,
}: Pick<Trajectory, 'header' | 'events'>): [RlmsMetadata, ...RlmsIteration[]] {
  const [run] = recordedRuns(events)
  return [metadataOf(header), ...(run?.turns ?? []).map((turn, index) => iterationOf(turn, index, { header, run }))]
}

function metadataOf({ createdAt, options }: TrajectoryHeader): RlmsMetadata {
  return {
    type: 'metadata',
    timestamp: createdAt,
    root_model: options.model,
    max_depth: options.maxDepth,
    max_iterations: options.maxIterations,
    backend: 'openai',
    backend_kwargs: { model_name: options.model },
    environment_type: 'local',
    environment_kwargs: {},
    other_backends: null,
  }
}

interface Place {
  header: TrajectoryHeader
  run: RecordedRun | undefined
}

function iterationOf(turn: RecordedTurn, index: number, { header, run }: Place): RlmsIteration {
  const isLast = index + 1 === run?.turns.length
  return {
    type: 'iteration',
    iteration: index + 1,
    timestamp: new Date(Date.parse(header.createdAt) + turn.startedAtMs).toISOString(),
    prompt: turn.messages,
    response: turn.reply,
    code_blocks: turn.blocks.map(codeBlockOf),
    final_answer: (isLast ? run.answer : undefined) ?? null,
    iteration_time: turn.durationMs / 1000,
  }
}

function codeBlockOf({ source, result, calls }: RecordedBlock): RlmsIteration['code_blocks'][number] {
  return {
    code: source,
    result: {
      stdout: [result?.stdout, result?.result].filter((text) => text !== undefined && text !== '').join('\n'),
      stderr: complaintOf(result),
      locals: Object.fromEntries((result?.variables ?? []).map(splitVariable)),
      execution_time: (result?.durationMs ?? 0) / 1000,
      rlm_calls: calls.map(callOf),
    },
  }
}

function complaintOf(result: BlockResult | undefined): string {
  const { error, lost } = result ?? {}
  return [error && `${error.name}: ${error.message}`, lost?.message].filter((text) => text !== undefined).join('\n')
}

/** A variable is told as its name, and behind a separator what it is. */
function splitVariable(line: string): [string, string] {
  const [name = line] = /^[\p{ID_Continue}$]+/u.exec(line) ?? []
  return [name, line.slice(name.length).replace(/^[\s:=]+/, '')]
}

function callOf({ prompt, text, model, usage, durationMs, outcome }: RecordedCall): RlmsCall {
  const { inputTokens = 0, outputTokens = 0 } = usage ?? {}
  const summary = { total_calls: 1, total_input_tokens: inputTokens, total_output_tokens: outputTokens }
  return {
    root_model: model,
    prompt,
    response: outcome?.ok === false ? `Error: ${outcome.message}` : text,
    prompt_tokens: inputTokens,
    completion_tokens: outputTokens,
    usage_summary: { model_usage_summaries: { [model]: summary } },
    execution_time: durationMs / 1000,
  }
}
