import { stripTypeScriptTypes } from 'node:module'
import { types } from 'node:util'
import vm from 'node:vm'
import { createRepl, type Engine, type Repl } from '../../src/repl/repl.ts'
import type { BlockOutcome, ChildMessage, HostMessage, ReplayStart, Wire } from '../../src/sandbox/protocol.ts'
import type { SubCallRequest } from '../../src/sandbox/sandbox.ts'

/** A model that answers at once; what it throws becomes the failure of the call. */
export type ScriptedModel = (prompt: string, request: SubCallRequest) => string

/** What one block did, put together from the messages of the REPL. */
interface BlockReport extends BlockOutcome {
  stdout: string
  final: string | undefined
}

/** The engine of this very process. */
export const engine: Engine = {
  Script: vm.Script,
  createContext: vm.createContext,
  constants: vm.constants,
  isProxy: types.isProxy,
  breakOnSigint: false,
}

/** A wire whose other end is in this process: it answers calls only when the REPL blocks, all that are out at once. */
class ScriptedWire implements Wire {
  readonly sent: ChildMessage[] = []
  readonly inbox: HostMessage[] = []
  /** The most calls that were out at once. */
  peak = 0
  readonly #model: ScriptedModel
  #calls: { id: number; request: SubCallRequest }[] = []
  #timers: { id: number; delayMs: number }[] = []

  constructor(model: ScriptedModel) {
    this.#model = model
  }

  send(message: ChildMessage): void {
    this.sent.push(message)
    if (message.type === 'query') this.#calls.push(message)
    else if (message.type === 'timer') this.#timers.push(message)
    else if (message.type === 'clear-timer') this.#timers = this.#timers.filter(({ id }) => id !== message.id)
  }

  replyBuffered(): boolean {
    return this.inbox[0]?.type === 'reply'
  }

  receive(): HostMessage {
    if (this.inbox.length === 0) this.#answer()
    const message = this.inbox.shift()
    if (!message) throw new Error('the REPL waits for something that never comes')
    return message
  }

  #answer(): void {
    this.peak = Math.max(this.peak, this.#calls.length)
    const calls = this.#calls
    this.#calls = []
    for (const { id, request } of calls) this.inbox.push({ type: 'reply', id, ...this.#ask(request) })
    if (this.inbox.length === 0) this.#fireTimer()
  }

  #ask(request: SubCallRequest): { ok: boolean; text: string } {
    try {
      return { ok: true, text: this.#model(request.prompt, request) }
    } catch (error) {
      return { ok: false, text: error instanceof Error ? error.message : String(error) }
    }
  }

  #fireTimer(): void {
    const [timer] = this.#timers.toSorted((a, b) => a.delayMs - b.delayMs)
    if (!timer) return
    this.#timers = this.#timers.filter(({ id }) => id !== timer.id)
    this.inbox.push({ type: 'timer', id: timer.id })
  }
}

/** A REPL in this process. */
export interface TestRepl {
  repl: Repl
  wire: ScriptedWire
  /** Sets a variable as the host does: a string as text, anything else as JSON. */
  load(name: string, value: unknown, appendTo?: string): void
  run(source: string, replay?: ReplayStart): BlockReport
  /** The texts of the queries that were sent, in order. */
  prompts(): string[]
}

/** Opens a REPL with a context and a scripted model. */
export function openTestRepl({
  context = '',
  model = (prompt) => `A(${prompt})`,
  maxOutputChars = 20_000,
  tools,
}: {
  context?: unknown
  model?: ScriptedModel | undefined
  maxOutputChars?: number
  tools?: readonly string[]
} = {}): TestRepl {
  const wire = new ScriptedWire(model)
  const repl = createRepl(engine, wire, { maxOutputChars, stripTypes, tools })
  const load = (name: string, value: unknown, appendTo?: string): void => {
    const isText = typeof value === 'string'
    repl.load(name, { kind: isText ? 'text' : 'json', text: isText ? value : JSON.stringify(value) }, appendTo)
  }
  load('context', context)
  let id = 0
  return {
    repl,
    wire,
    load,
    run: (source, replay) => {
      const start = wire.sent.length
      id += 1
      repl.runBlock(id, source, replay)
      return reportOf(wire.sent.slice(start))
    },
    prompts: () => wire.sent.flatMap((message) => (message.type === 'query' ? [message.request.prompt] : [])),
  }
}

/** Puts the messages about one block together. */
function reportOf(messages: readonly ChildMessage[]): BlockReport {
  const done = messages.find((message) => message.type === 'done')
  if (!done) throw new Error('the block has not ended')
  const printed = messages.map((message) => (message.type === 'print' ? message.text : '')).join('')
  const final = messages.find((message) => message.type === 'final')?.text
  return { ...done.outcome, stdout: printed + done.outcome.outputTail, final }
}

/** Node's stripper, without its warning. */
function stripTypes(source: string): string {
  const emitWarning = process.emitWarning.bind(process)
  process.emitWarning = () => {}
  try {
    return stripTypeScriptTypes(source)
  } finally {
    process.emitWarning = emitWarning
  }
}
