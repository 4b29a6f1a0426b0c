import { takeTypeStripper } from '../../../src/sandbox/child/type-stripper.ts'
import { report } from './report.ts'

/** Ends the stripper's first use as an interrupt does, and reports what is left of it. */
// oxlint-disable-next-line import/no-default-export -- the default export is the value of a bundle
export default function reportInterruptedStripper(): void {
  const { Script } = process.getBuiltinModule('node:vm')
  Object.assign(process.getBuiltinModule('node:module'), { stripTypeScriptTypes: spin })
  const { strip, recover } = takeTypeStripper()
  Object.assign(globalThis, { strip })
  try {
    new Script('strip("let x: number")').runInThisContext({ timeout: 20 })
  } catch {
    // The time is up.
  }
  const whileCut = typeof Reflect.get(globalThis, 'WebAssembly')
  recover()
  report({
    whileCut,
    afterwards: typeof Reflect.get(globalThis, 'WebAssembly'),
    error: messageOf(() => strip('let x: number = 1')),
  })
}

function spin(): never {
  for (;;);
}

function messageOf(action: () => unknown): string {
  try {
    action()
    return ''
  } catch (error) {
    return String(error)
  }
}
