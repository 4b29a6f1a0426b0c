import { createRepl } from '../src/repl/repl.ts'
import type { MakeCodeCache } from '../src/sandbox/child/loader.ts'
import { assertPermissionsDenied } from '../src/sandbox/child/permissions.ts'
import { takePowers } from '../src/sandbox/child/powers.ts'
import { scrubRealm } from '../src/sandbox/child/scrub.ts'
import type { ChildSettings } from '../src/sandbox/child/settings.ts'
import { UnfinishedBlocks } from '../src/sandbox/child/unfinished-blocks.ts'
import { PipeWire } from '../src/sandbox/child/wire.ts'

const NANOSECONDS_PER_MILLISECOND = 1e6

/** The steps of the sandbox's child up to `ready`, each with the moment at which it was done. */
// oxlint-disable-next-line import/no-default-export -- the value of a `?bundle` import
export default function main(settings: ChildSettings, makeCodeCache: MakeCodeCache): void {
  const { maxOutputChars, breakOnSigint, codeCacheWanted } = settings
  const clock = process.hrtime.bigint.bind(process.hrtime)
  const now = (): number => Number(clock())
  const moments: [string, number][] = [...bootMoments(now()), ['program', now()]]

  assertPermissionsDenied()
  const { pipe, engine, typeStripper } = takePowers(breakOnSigint)
  moments.push(['powers', now()])
  scrubRealm()
  moments.push(['scrub', now()])
  createRepl(engine, new UnfinishedBlocks(new PipeWire(pipe)), { maxOutputChars, stripTypes: typeStripper.strip })
  moments.push(['repl', now()])

  const codeCache = codeCacheWanted ? makeCodeCache().toString('base64') : undefined
  const line = `${JSON.stringify({ moments, codeCache })}\n`
  const report = pipe.allocate(line.length)
  report.write(line)
  for (let at = 0; at < report.length;) at += pipe.write(report, at, report.length - at)
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
