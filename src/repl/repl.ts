import type { BlockOutcome, Wire } from '../sandbox/protocol.ts'
import { BlockRunner } from './block-runner.ts'
import { Exchange } from './exchange.ts'
import { createBridge } from './main-bridge.ts'
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
  /** Sets the variable `context`. Throws an `Error` where the text is no JSON. */
  load(kind: 'text' | 'json', text: string): void
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
  return {
    load: (kind, text) => load(realm, kind, text),
    runBlock: (id, source) => {
      runner = new BlockRunner({ id, source, realm, exchange, sources, wire, settings })
      const outcome: BlockOutcome = runner.run()
      runner = undefined
      wire.send({ type: 'done', id, outcome })
    },
  }
}

function load(realm: Realm, kind: 'text' | 'json', text: string): void {
  try {
    realm.guest.setContext(kind, text)
  } catch {
    // The error belongs to the guest's realm: nothing of it is read here.
    throw new Error(`A context of kind 'json' must be JSON text; received ${text.length} characters that are not.`)
  }
}
