import { createRepl, type Repl } from '../../repl/repl.ts'
import { CHILD_EXIT } from '../child-exit.ts'
import type { HostMessage, Wire } from '../protocol.ts'
import type { MakeCodeCache } from './loader.ts'
import { assertPermissionsDenied } from './permissions.ts'
import { type PipePowers, takePowers } from './powers.ts'
import { scrubRealm } from './scrub.ts'
import { serveUnderInterrupts } from './serve.ts'
import type { ChildSettings } from './settings.ts'
import { limitEngine } from './typed-arrays.ts'
import { UnfinishedBlocks } from './unfinished-blocks.ts'
import { warmUp } from './warm-up.ts'
import { PipeWire } from './wire.ts'

/** The program of a sandbox's child: takes what it needs, scrubs the realm, then serves the host until it quits. */
export default function main(
  settings: ChildSettings,
  makeCodeCache: MakeCodeCache,
  openRepl: typeof createRepl = createRepl,
): void {
  assertPermissionsDenied()
  const { pipe, typeStripper, ...powers } = takePowers(settings.breakOnSigint)
  const { engine, removeTypedArrays } = limitEngine(powers.engine)
  const wire = new PipeWire(pipe)
  const blocks = new UnfinishedBlocks(wire)
  const serve = serveUnderInterrupts(
    engine,
    () => {
      sendCodeCache?.()
      return serveForever(repl, blocks)
    },
    () => {
      typeStripper.recover()
      blocks.finish()
    },
  )
  scrubRealm()
  const { maxOutputChars, tools } = settings
  const replSettings = { maxOutputChars, tools, stripTypes: typeStripper.strip }
  const repl = openRepl(engine, blocks, replSettings)
  if (!settings.typedArrays) removeTypedArrays()
  let sendCodeCache = settings.codeCacheWanted
    ? (): void => {
        sendCodeCache = undefined
        warmUp(powers.engine, replSettings)
        wire.send({ type: 'code-cache', text: makeCodeCache().toString('latin1') })
      }
    : undefined
  wire.send({ type: 'ready' })
  endWith(pipe, serve)
}

function serveForever(repl: Repl, wire: Wire): never {
  for (;;) {
    const message = wire.receive()
    if (message.type === 'exec') repl.runBlock(message.id, message.source, message.replay)
    // Replies, timers and cancels of a block that has ended meanwhile are of no use to anyone.
    if (message.type === 'load') wire.send({ type: 'loaded', ...load(repl, message) })
  }
}

function load(repl: Repl, { name, kind, text, appendTo }: Extract<HostMessage, { type: 'load' }>): { error?: string } {
  try {
    repl.load(name, { kind, text }, appendTo)
    return {}
  } catch (error) {
    return { error: error instanceof Error ? error.message : 'it could not be set' }
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
