import { takePowers } from '../../../src/sandbox/child/powers.ts'
import { scrubRealm } from '../../../src/sandbox/child/scrub.ts'
import type { RealmReport } from './realm-report.ts'

/** Scrubs its own realm, then writes a `RealmReport` to stdout. */
// oxlint-disable-next-line import/no-default-export -- the default export is the value of a bundle
export default function reportScrubbedRealm(): void {
  const node = process
  const { pipe, typeStripper } = takePowers(false)
  scrubRealm()
  const report: RealmReport = {
    globals: Object.keys(Object.getOwnPropertyDescriptors(globalThis)).filter(hasValue),
    processKeys: keysOfChain(node),
    mutable: mutableIntrinsics(),
    stripped: typeStripper.strip('const x: number = 1'),
  }
  const bytes = pipe.allocate(100_000)
  pipe.write(bytes, 0, bytes.write(JSON.stringify(report), 0, 'latin1'))
  pipe.exit(0)
}

function hasValue(name: string): boolean {
  return Reflect.get(globalThis, name) !== undefined
}

function keysOfChain(node: object): string[] {
  const prototype: unknown = Object.getPrototypeOf(node)
  const inherited = typeof prototype === 'object' && prototype !== null ? Reflect.ownKeys(prototype) : []
  return [...Reflect.ownKeys(node), ...inherited].map(String)
}

function mutableIntrinsics(): string[] {
  const samples: Record<string, unknown> = {
    globalThis,
    'Object.prototype': Object.prototype,
    'Array.prototype': Array.prototype,
    'Function.prototype': Function.prototype,
    'Promise.prototype': Promise.prototype,
    'RegExp.prototype': RegExp.prototype,
    'Uint8Array.prototype': Uint8Array.prototype,
    'TypedArray.prototype': Object.getPrototypeOf(Uint8Array.prototype),
    'Error.prototype': Error.prototype,
    'Array iterator': Object.getPrototypeOf([].values()),
    'async function': Object.getPrototypeOf(async () => {}),
    'Array.prototype.push': Array.prototype.push,
    JSON,
    Reflect,
  }
  return Object.keys(samples).filter((name) => !Object.isFrozen(samples[name]))
}
