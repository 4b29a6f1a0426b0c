import type { BlockOutcome, ReplayStart, Wire } from '../sandbox/protocol.ts'
import type { BlockError } from '../sandbox/sandbox.ts'
import { runtimeHint } from './errors/hints.ts'
import { compileError, runtimeError, syntaxError } from './errors/locate.ts'
import { fileName, type BlockLayer, type Sources } from './errors/sources.ts'
import { syntaxHint } from './errors/syntax-hints.ts'
import type { Exchange } from './exchange.ts'
import { oddities, Sightings } from './oddities.ts'
import { headAndTail, Output } from './output.ts'
import type { Realm } from './realm.ts'
import type { ReplNames } from './names.ts'
import type { ReplSettings } from './repl.ts'
import { transformBlock, type TransformedBlock } from './transform/transform.ts'

/** Why a block was ended before its time. */
type Stop = 'interrupted' | 'stuck'

const STOP_ERRORS: Record<Stop, BlockError> = {
  interrupted: {
    name: 'TimeoutError',
    message: 'the block was stopped before its end; variables that it had set are kept',
    hint: 'Split the work over several blocks, or look for a loop that does not end.',
  },
  stuck: {
    name: 'DeadlockError',
    message: 'the block waits for a promise that nothing can resolve any more: no model call and no timer is pending',
    hint: 'Await the calls themselves, as in await llm_query(…), or resolve the promise yourself.',
  },
}

/** What a block runs with. */
export interface BlockRunnerOptions {
  id: number
  source: string
  replay: ReplayStart | undefined
  realm: Realm
  exchange: Exchange
  sources: Sources
  wire: Wire
  settings: ReplSettings
  names: ReplNames
}

/** Runs one block. */
export class BlockRunner {
  readonly #options: BlockRunnerOptions
  readonly #output: Output
  readonly #sightings = new Sightings()
  readonly #notes: string[] = []
  #hasFinal = false
  #hasUnawaited = false
  /** An error that is known without asking the guest. */
  #error: BlockError | undefined

  constructor(options: BlockRunnerOptions) {
    this.#options = options
    const { id, wire, settings } = options
    this.#output = new Output(settings.maxOutputChars, (text) => wire.send({ type: 'print', id, text }))
  }

  print(text: string): void {
    this.#output.write(text)
    this.#sightings.look(text)
  }

  note(text: string): void {
    if (!this.#notes.includes(text)) this.#notes.push(text)
  }

  /** Passes on the answer; the first one counts. */
  final(text: string): void {
    if (this.#hasFinal) return
    this.#hasFinal = true
    this.#options.wire.send({ type: 'final', id: this.#options.id, text })
  }

  /** Runs the block from its first line to its report. */
  run(): BlockOutcome {
    const { exchange, id, realm, replay } = this.#options
    exchange.begin(id, replay !== undefined)
    realm.guest.begin(replay?.nowMs, replay?.seed)
    const block = this.#prepare()
    if (block) this.#execute(block)
    this.#conclude(block)
    return this.#report()
  }

  #prepare(): TransformedBlock | undefined {
    const { id, names, realm, settings, source, sources } = this.#options
    const block = transformBlock(source, {
      stripTypes: settings.stripTypes,
      kindOf: (name) => readKind(realm.guest.kindOf(name)),
      names,
    })
    if ('fault' in block) {
      this.#error = withHint(syntaxError(source, block.fault), syntaxHint(source, block.fault))
      return undefined
    }
    const { body, functions, opening } = block
    const mapFunctions = functions?.mapColumn ?? body.mapColumn
    sources.add(id, { source, mapBody: body.mapColumn, mapFunctions, opening })
    return block
  }

  #execute({ body, functions }: TransformedBlock): void {
    this.#guarded(() => {
      const scripts = [
        ...(functions ? [this.#compile(functions.code, 'functions')] : []),
        this.#compile(body.code, 'body'),
      ]
      if (scripts.includes(undefined)) return
      for (const script of scripts) if (script) this.#options.realm.run(script)
      this.#untilSettled()
    })
  }

  #compile(code: string, layer: BlockLayer): ReturnType<Realm['compile']> | undefined {
    const { id, realm, sources } = this.#options
    const file = fileName(id, layer)
    try {
      return realm.compile(code, file)
    } catch (thrown) {
      this.#error ??= compileError(thrown, id, file, sources)
      return undefined
    }
  }

  /** Waits until the block has come to its end, and every model call with it. */
  #untilSettled(): void {
    const { exchange, realm } = this.#options
    while (realm.guest.state() === 'running' || exchange.pendingCalls > 0) {
      if (realm.guest.state() !== 'running') this.#noteUnawaited(exchange.pendingCalls)
      if (exchange.isCancelled) return this.#stop('interrupted')
      if (exchange.isIdle) return this.#stop('stuck')
      exchange.pass(realm.guest)
      realm.pump()
    }
  }

  /** Says once that calls were left behind. */
  #noteUnawaited(calls: number): void {
    if (this.#hasUnawaited) return
    this.#hasUnawaited = true
    this.note(`${calls} call${calls === 1 ? ' was' : 's were'} not awaited; the block waited at its end.`)
  }

  #stop(stop: Stop): void {
    this.#error = STOP_ERRORS[stop]
  }

  /** Runs guest code. What it throws becomes the error of the block, without being looked at here. */
  #guarded(action: () => void): void {
    const { realm } = this.#options
    try {
      action()
    } catch (thrown) {
      if (realm.isInterrupt(thrown)) return this.#stop('interrupted')
      realm.guest.fail(thrown)
      this.#guarded(() => realm.pump())
    }
  }

  /** Settles what the block has left behind. */
  #conclude(block: TransformedBlock | undefined): void {
    const { exchange, realm } = this.#options
    if (block) {
      realm.guest.conclude(block.mentioned.join(','), block.unread.join(','))
      this.#guarded(() => realm.pump())
    }
    realm.guest.abandon()
    const timers = exchange.end()
    if (timers > 0)
      this.note(`${timers} timer${timers === 1 ? ' was' : 's were'} still pending at the end and did not fire.`)
    realm.guest.report()
    this.#guarded(() => realm.pump())
  }

  #report(): BlockOutcome {
    const { realm, settings, source } = this.#options
    const result = this.#read('result')
    this.#sightings.look(result ?? '')
    const restored = this.#read('restored')
    if (restored) this.note(`${restored}: reserved, and restored for the next block.`)
    for (const note of oddities(source, this.#sightings, realm.guest.typeOf('context'))) this.note(note)
    return {
      outputTail: this.#output.tail(),
      result: result === undefined ? undefined : headAndTail(result, settings.maxOutputChars),
      error: this.#error ?? this.#thrownError(),
      candidate: this.#read('candidate'),
      notes: this.#notes,
      variables: linesOf(this.#read('variables')),
      names: linesOf(this.#read('names')),
    }
  }

  #thrownError(): BlockError | undefined {
    const { id, names, realm, source, sources } = this.#options
    const name = this.#read('error-name')
    if (name === undefined) return undefined
    const thrown = { name, message: this.#read('error-message') ?? '', stack: this.#read('error-stack') ?? '' }
    const error = runtimeError(thrown, id, sources)
    const position = error.line === undefined ? undefined : { line: error.line, column: error.column ?? 1 }
    const loaded = new Map(linesOf(this.#read('loaded')).map((name) => [name, realm.guest.typeOf(name)]))
    const variables = linesOf(this.#read('names'))
    return withHint(error, runtimeHint({ ...error, source, position, loaded, variables, reserved: names.reserved }))
  }

  #read(field: Parameters<Realm['guest']['read']>[0]): string | undefined {
    const text: unknown = this.#options.realm.guest.read(field)
    return typeof text === 'string' ? text : undefined
  }
}

function withHint(error: BlockError, hint: string | undefined): BlockError {
  return hint === undefined ? error : { ...error, hint }
}

function readKind(kind: string | undefined): 'async' | 'dual' | undefined {
  return kind === 'async' || kind === 'dual' ? kind : undefined
}

function linesOf(text: string | undefined): string[] {
  return text ? text.split('\n') : []
}
