import type { BlockOutcome, ReplayStart, Wire } from '../sandbox/protocol.ts'
import type { ContextPayload } from '../sandbox/sandbox.ts'
import { BlockRunner } from './block-runner.ts'
import type { Loading } from './bridge.ts'
import { Exchange } from './exchange.ts'
import { createBridge } from './main-bridge.ts'
import { replNames, RUNTIME_NAME, type ReplNames } from './names.ts'
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
  /** Names of the user's tools, which become functions. Default: none. */
  tools?: readonly string[] | undefined
}

/** A notebook of JavaScript: blocks run one after the other in a realm of their own, and share their variables. */
export interface Repl {
  /**
   * Sets a variable, such as `context`, between two blocks, and makes its value the last element of the array `appendTo`.
   * Throws an `Error` where the text is no JSON.
   */
  load(name: string, payload: ContextPayload, appendTo?: string): void
  /**
   * Runs one block to its end, and sends what it does over the wire. Never throws for what the block does. With `replay`
   * that depends on nothing but the order of the host's messages.
   */
  runBlock(id: number, source: string, replay?: ReplayStart): void
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
  const { tools = [] } = settings
  const names = replNames(tools)
  const realm = new Realm(engine, bridge, tools)
  /** What the next block's report should say. */
  const notes: string[] = []
  return {
    load: (name, payload, appendTo) => {
      const loadings = load({ realm, names }, name, payload, appendTo)
      loadings.forEach((loading, index) => {
        const note = LOADING_NOTES[loading]
        if (note !== undefined) notes.push(`\`${index === 0 ? name : appendTo}\` ${note}`)
      })
    },
    runBlock: (id, source, replay) => {
      runner = new BlockRunner({ id, source, replay, realm, exchange, sources, wire, settings, names })
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

function load(
  { realm, names: { reserved } }: { realm: Realm; names: ReplNames },
  name: string,
  { kind, text }: ContextPayload,
  appendTo?: string,
): Loading[] {
  for (const each of [name, appendTo ?? name]) {
    if (reserved.has(each) || each === RUNTIME_NAME) {
      throw new Error(`The name \`${each}\` belongs to the REPL. Choose another.`)
    }
  }
  try {
    return realm.guest.load(name, kind, text, appendTo).split(',') as Loading[]
  } catch {
    // The error belongs to the guest's realm: nothing of it is read here.
    throw new Error(`\`${name}\` of kind 'json' must be JSON text; received ${text.length} characters that are not.`)
  }
}
