import type { BlockOutcome, Wire } from '../sandbox/protocol.ts'
import type { ContextPayload } from '../sandbox/sandbox.ts'
import { BlockRunner } from './block-runner.ts'
import type { Loading } from './bridge.ts'
import { Exchange } from './exchange.ts'
import { createBridge } from './main-bridge.ts'
import { RESERVED_NAMES, RUNTIME_NAME } from './names.ts'
import { Realm, type Engine } from './realm.ts'
import { Sources } from './errors/sources.ts'
import type { StripTypes } from './syntax/typescript.ts'

export type { Engine } from './realm.ts'

/** What the REPL is told when it starts. */
export interface ReplSettings {
  /** Characters of a block's output, echo included, that are shown. */
  maxOutputChars: number
  /** Node's own stripper of types; `undefined` where Node has none. */
  stripTypes: StripTypes | undefined
}

/** A notebook of JavaScript: blocks run one after the other in a realm of their own, and share their variables. */
export interface Repl {
  /** Sets a variable, such as `context`, between two blocks. Throws an `Error` where the text is no JSON. */
  load(name: string, payload: ContextPayload): void
  /** Runs one block to its end, and sends what it does over the wire. Never throws for what the block does. */
  runBlock(id: number, source: string): void
}

/**
 * Opens a REPL. All of it is synchronous: while a block waits for a model or a timer, the REPL blocks in
 * `wire.receive()`.
 */
export function createRepl(engine: Engine, wire: Wire, settings: ReplSettings): Repl {
  const sources = new Sources()
  const exchange = new Exchange(wire)
  let runner: BlockRunner | undefined
  const bridge = createBridge({
    exchange,
    isProxy: (value) => engine.isProxy(value),
    print: (text) => runner?.print(text),
    note: (text) => runner?.note(text),
    final: (text) => runner?.final(text),
    mapColumn: (file, line, column) => sources.mapColumn(file, line, column),
  })
  const realm = new Realm(engine, bridge)
  /** What the next block's report should say. */
  const notes: string[] = []
  return {
    load: (name, payload) => {
      const note = LOADING_NOTES[load(realm, name, payload)]
      if (note !== undefined) notes.push(`\`${name}\` ${note}`)
    },
    runBlock: (id, source) => {
      runner = new BlockRunner({ id, source, realm, exchange, sources, wire, settings })
      for (const note of notes.splice(0)) runner.note(note)
      const outcome: BlockOutcome = runner.run()
      runner = undefined
      wire.send({ type: 'done', id, outcome })
    },
  }
}

const LOADING_NOTES: Record<Loading, string | undefined> = {
  set: undefined,
  replaced: 'was loaded anew before this block: the value that a block had given it is gone. Use another name.',
  refused: 'could not be loaded anew before this block: a block has locked the name.',
}

function load(realm: Realm, name: string, { kind, text }: ContextPayload): Loading {
  if (RESERVED_NAMES.has(name) || name === RUNTIME_NAME)
    throw new Error('The name belongs to the REPL. Choose another.')
  try {
    return realm.guest.load(name, kind, text)
  } catch {
    // The error belongs to the guest's realm: nothing of it is read here.
    throw new Error(`\`${name}\` of kind 'json' must be JSON text; received ${text.length} characters that are not.`)
  }
}
