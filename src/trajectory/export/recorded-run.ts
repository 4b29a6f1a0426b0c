import type { TokenUsage } from '../../cost/usage.ts'
import type { ChatMessage } from '../../model/client.ts'
import type { Outcome, RunEvent, StopReason } from '../../run/events.ts'
import type { BlockResult } from '../../sandbox/sandbox.ts'

/** A call that a block made to a model or to a nested run. */
export interface RecordedCall {
  prompt: string
  /** The answer; `''` where it failed. */
  text: string
  model: string
  /** Of a plain call; that of a nested run is spread over its own calls. */
  usage: TokenUsage | undefined
  durationMs: number
  outcome: Outcome | undefined
}

/** A block of a turn. */
export interface RecordedBlock {
  source: string
  result: BlockResult | undefined
  calls: RecordedCall[]
}

/** One turn of a root LM: what it was sent, what it wrote, and what its blocks did. */
export interface RecordedTurn {
  /** From 1. */
  iteration: number
  startedAtMs: number
  durationMs: number
  messages: readonly ChatMessage[]
  reply: string
  /** Of the model call; `undefined` where there is no end of it. */
  outcome: Outcome | undefined
  blocks: RecordedBlock[]
}

/** One run of a tree, as its events tell it. */
export interface RecordedRun {
  runId: string
  depth: number
  query: string
  model: string
  answer: string | undefined
  stopReason: StopReason | undefined
  /** `undefined` where the run was killed. */
  outcome: Outcome | undefined
  turns: RecordedTurn[]
}

/** Puts events together again, a run each; the outermost is the first. */
export function recordedRuns(events: Iterable<RunEvent>): RecordedRun[] {
  const runs = new RunBuilder()
  for (const event of events) runs.add(event)
  return runs.runs
}

class RunBuilder {
  readonly runs: RecordedRun[] = []
  readonly #runs = new Map<string, RecordedRun>()
  readonly #turns = new Map<string, RecordedTurn>()
  readonly #blocks = new Map<string, RecordedBlock>()
  readonly #calls = new Map<string, RecordedCall>()
  /** The turns and sub-calls that model calls belong to, by the call's id. */
  readonly #asked = new Map<string, RecordedTurn | RecordedCall>()

  add(event: RunEvent): void {
    switch (event.type) {
      case 'run-start':
        return this.#startRun(event)
      case 'run-end':
        return fill(this.#runs.get(event.id), {
          answer: event.answer,
          stopReason: event.stopReason,
          outcome: event.outcome,
        })
      case 'iteration-start':
        return this.#startTurn(event)
      case 'iteration-end':
        return endTurn(this.#turns.get(event.id), event.atMs)
      case 'model-call-start':
        return this.#startModelCall(event)
      case 'model-call-end':
        return this.#endModelCall(event)
      case 'block-start':
        return this.#startBlock(event)
      case 'block-end':
        return fill(this.#blocks.get(event.id), { result: event.result })
      case 'sub-call-start':
        return this.#startCall(event)
      case 'sub-call-end':
        return fill(this.#calls.get(event.id), {
          text: event.text,
          durationMs: event.durationMs,
          outcome: event.outcome,
        })
      default:
    }
  }

  #startRun({ id, parentId, depth, query, model }: EventOf<'run-start'>): void {
    const ends = { answer: undefined, stopReason: undefined, outcome: undefined }
    const run: RecordedRun = { runId: id, depth, query, model, ...ends, turns: [] }
    this.#runs.set(id, run)
    this.runs.push(run)
    if (parentId !== undefined) fill(this.#calls.get(parentId), { model })
  }

  #startTurn({ id, runId, iteration, atMs }: EventOf<'iteration-start'>): void {
    const empty = { durationMs: 0, messages: [], reply: '', outcome: undefined, blocks: [] }
    const turn: RecordedTurn = { iteration, startedAtMs: atMs, ...empty }
    this.#turns.set(id, turn)
    this.#runs.get(runId)?.turns.push(turn)
  }

  #startModelCall({ id, parentId, role, model, messages }: EventOf<'model-call-start'>): void {
    const turn = role === 'root' ? this.#turns.get(parentId) : undefined
    const call = role === 'sub-call' ? this.#calls.get(parentId) : undefined
    fill(turn, { messages })
    fill(call, { model })
    const asked = turn ?? call
    if (asked !== undefined) this.#asked.set(id, asked)
  }

  #endModelCall({ id, text, usage, outcome }: EventOf<'model-call-end'>): void {
    const asked = this.#asked.get(id)
    if (asked === undefined) return
    if ('messages' in asked) fill(asked, { reply: text, outcome })
    else fill(asked, { usage })
  }

  #startBlock({ id, parentId, source }: EventOf<'block-start'>): void {
    const block: RecordedBlock = { source, result: undefined, calls: [] }
    this.#blocks.set(id, block)
    this.#turns.get(parentId)?.blocks.push(block)
  }

  #startCall({ id, parentId, prompt }: EventOf<'sub-call-start'>): void {
    const call = { prompt, text: '', model: '', usage: undefined, durationMs: 0, outcome: undefined }
    this.#calls.set(id, call)
    this.#blocks.get(parentId)?.calls.push(call)
  }
}

type EventOf<Type extends RunEvent['type']> = Extract<RunEvent, { type: Type }>

function fill<Value extends object>(target: Value | undefined, fields: Partial<Value>): void {
  if (target !== undefined) Object.assign(target, fields)
}

function endTurn(turn: RecordedTurn | undefined, atMs: number): void {
  if (turn !== undefined) turn.durationMs = atMs - turn.startedAtMs
}
