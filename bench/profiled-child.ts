import { createRepl } from '../src/repl/repl.ts'
import { assertPermissionsDenied } from '../src/sandbox/child/permissions.ts'
import { takePowers } from '../src/sandbox/child/powers.ts'
import { scrubRealm } from '../src/sandbox/child/scrub.ts'
import type { ChildSettings } from '../src/sandbox/child/settings.ts'
import { UnfinishedBlocks } from '../src/sandbox/child/unfinished-blocks.ts'
import { PipeWire } from '../src/sandbox/child/wire.ts'

const NANOSECONDS_PER_MILLISECOND = 1e6

/** The steps of the sandbox's child up to `ready`, each with the moment at which it was done. */
// oxlint-disable-next-line import/no-default-export -- the value of a `?bundle` import
export default function main({ maxOutputChars, breakOnSigint }: ChildSettings): void {
  const clock = process.hrtime.bigint.bind(process.hrtime)
  const now = (): number => Number(clock())
  const moments: [string, number][] = [...bootMoments(now()), ['program', now()]]

  assertPermissionsDenied()
  const { pipe, engine, stripTypes } = takePowers(breakOnSigint)
  moments.push(['powers', now()])
  scrubRealm()
  moments.push(['scrub', now()])
  createRepl(engine, new UnfinishedBlocks(new PipeWire(pipe)), { maxOutputChars, stripTypes })
  moments.push(['repl', now()])

  const report = pipe.allocate(4096)
  pipe.write(report, 0, report.write(JSON.stringify(moments)))
  for (;;) pipe.read(report, 0, report.length)
}

/** When the process began and when Node had booted, from Node's own clock, which counts from the former. */
function bootMoments(nowNanoseconds: number): [string, number][] {
  const beganAt = nowNanoseconds - performance.now() * NANOSECONDS_PER_MILLISECOND
  const booted = performance.nodeTiming.bootstrapComplete * NANOSECONDS_PER_MILLISECOND
  return [
    ['process', beganAt],
    ['node', beganAt + booted],
  ]
}
