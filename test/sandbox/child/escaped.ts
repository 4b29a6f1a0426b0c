import { createRepl, type Engine } from '../../../src/repl/repl.ts'
import type { MakeCodeCache } from '../../../src/sandbox/child/loader.ts'
import main from '../../../src/sandbox/child/main.ts'
import type { ChildSettings } from '../../../src/sandbox/child/settings.ts'

/** The child, with a hole in the wall between its realms: blocks find a function and the global of the main realm. */
// oxlint-disable-next-line import/no-default-export -- the default export is the value of a bundle
export default function escapedMain(settings: ChildSettings, makeCodeCache: MakeCodeCache): void {
  main(settings, makeCodeCache, (engine, ...rest) => createRepl(leaking(engine), ...rest))
}

function leaking(engine: Engine): Engine {
  return {
    ...engine,
    createContext: (...parameters) => {
      const realm = engine.createContext(...parameters)
      Object.assign(realm, { foreign: () => 'main realm', foreignGlobal: globalThis })
      return realm
    },
  }
}
