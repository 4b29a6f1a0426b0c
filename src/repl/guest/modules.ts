import type { Format } from './format.ts'
import { bare, hasOwn } from './objects.ts'
import { ErrorConstructor, freeze, PromiseConstructor, setPrototypeOf, stringSlice } from './primordials.ts'
import { misuse } from './requests.ts'
import type { Variables } from './variables.ts'

/** What `require`, `import` and `import()` find. */
export interface Modules {
  require(specifier: unknown): object
  import(specifier: string): object
  importLater(specifier: unknown): Promise<unknown>
}

/** Builds the modules: stand-ins made in the guest for the few that do no harm, and a helpful error for all others. */
export function createModules(
  format: Format,
  formatText: (values: readonly unknown[]) => string,
  variables: Variables,
): Modules {
  const util = freeze(
    setPrototypeOf(
      { inspect: (value: unknown) => format(value), format: (...values: unknown[]) => formatText(values) },
      {},
    ) as object,
  )
  const known: Record<string, object> = bare({ util, 'node:util': util })
  const find = (specifier: unknown): object => {
    if (typeof specifier !== 'string') throw misuse(`a module is named by a string; received ${typeof specifier}.`)
    const module = hasOwn(known, specifier) ? known[specifier] : undefined
    if (module) return module
    throw new ErrorConstructor(missingMessage(stringSlice(specifier, 0, 100), variables))
  }
  return bare({
    require: find,
    import: (specifier: string) => withDefault(find(specifier)),
    importLater: (specifier: unknown) => new PromiseConstructor((resolve) => resolve(withDefault(find(specifier)))),
  })
}

function missingMessage(specifier: string, variables: Variables): string {
  const names = variables.listing()
  return (
    `There is no module '${specifier}' here: the REPL has no packages, files or network. ` +
    'The input is in the variable `context`; use plain JavaScript and llm_query().' +
    (names && ` Variables: ${names}.`)
  )
}

function withDefault(module: object): object {
  return bare({ ...module, default: module })
}
