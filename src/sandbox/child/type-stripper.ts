import { refuseTypes } from './no-type-stripper.ts'

/** Node's remover of types, which is WebAssembly: compiled at its first use, as few blocks have types. */
export interface TypeStripper {
  /** Replaces types by spaces. Throws where the source is not TypeScript. */
  strip: (source: string) => string
  /** To be called when an interrupt has cut through the realm: it runs no `finally` on its way. */
  recover: () => void
}

type State = 'unused' | 'opening' | 'ready' | 'broken'

const BROKEN =
  'types cannot be removed any more: the first block that had some was interrupted, or there was no memory for what ' +
  'removes them. Write plain JavaScript, without annotations, interfaces and `as`'

/**
 * Takes the stripper, and WebAssembly away from everything else: what the realm's global then holds is an accessor that
 * gives nothing but while the stripper is being compiled, and no block runs meanwhile. To be called before the scrub.
 */
export function takeTypeStripper(): TypeStripper {
  const webAssembly: unknown = Reflect.get(globalThis, 'WebAssembly')
  if (webAssembly === undefined) return { strip: refuseTypes, recover: () => {} }
  const { stripTypeScriptTypes } = process.getBuiltinModule('node:module')
  let state: State = 'unused'
  const get = Object.freeze(() => (state === 'opening' ? webAssembly : undefined))
  Object.defineProperty(globalThis, 'WebAssembly', { get, configurable: false })
  const open = (): void => {
    state = 'opening'
    state = canStrip(stripTypeScriptTypes) ? 'ready' : 'broken'
  }
  return {
    strip: (source) => {
      if (state === 'unused') open()
      return state === 'ready' ? stripTypeScriptTypes(source) : refuseTypes(source, BROKEN)
    },
    recover: () => {
      if (state === 'opening') state = 'broken'
    },
  }
}

function canStrip(strip: (source: string) => string): boolean {
  try {
    strip('let tried: boolean')
    return true
  } catch {
    return false
  }
}
