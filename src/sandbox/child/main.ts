import { createRepl, type Repl } from '../../repl/repl.ts'
import { CHILD_EXIT } from '../child-exit.ts'
import type { Wire } from '../protocol.ts'
import { assertPermissionsDenied } from './permissions.ts'
import { type PipePowers, takePowers } from './powers.ts'
import { scrubRealm } from './scrub.ts'
import { serveUnderInterrupts } from './serve.ts'
import type { ChildSettings } from './settings.ts'
import { limitEngine } from './typed-arrays.ts'
import { UnfinishedBlocks } from './unfinished-blocks.ts'
import { PipeWire } from './wire.ts'

/** The program of a sandbox's child: takes what it needs, scrubs the realm, then serves the host until it quits. */
export default function main(settings: ChildSettings, openRepl: typeof createRepl = createRepl): void {
  assertPermissionsDenied()
  const { pipe, stripTypes, ...powers } = takePowers(settings.breakOnSigint)
  const { engine, removeTypedArrays } = limitEngine(powers.engine)
  const wire = new PipeWire(pipe)
  const blocks = new UnfinishedBlocks(wire)
  const serve = serveUnderInterrupts(
    engine,
    () => serveForever(repl, blocks),
    () => blocks.finish(),
  )
  scrubRealm()
  const repl = openRepl(engine, blocks, { maxOutputChars: settings.maxOutputChars, stripTypes })
  if (!settings.typedArrays) removeTypedArrays()
  wire.send({ type: 'ready' })
  endWith(pipe, serve)
}

function serveForever(repl: Repl, wire: Wire): never {
  for (;;) {
    const message = wire.receive()
    if (message.type === 'exec') repl.runBlock(message.id, message.source)
    // Replies, timers and cancels of a block that has ended meanwhile are of no use to anyone.
    if (message.type === 'context') wire.send({ type: 'loaded', ...load(repl, message.kind, message.text) })
  }
}

function load(repl: Repl, kind: 'text' | 'json', text: string): { error?: string } {
  try {
    repl.load(kind, text)
    return {}
  } catch (error) {
    return { error: error instanceof Error ? error.message : 'The context could not be loaded' }
  }
}

/** The process must not outlive a failure of its own code. */
function endWith(pipe: PipePowers, serve: () => never): never {
  try {
    return serve()
  } catch {
    return pipe.exit(CHILD_EXIT.failure)
  }
}
