// Not by its own name: bundles for Node declare that at their top, as a shim for CommonJS.
import { createRequire as requireFrom } from 'node:module'

/** What is used of the price library. */
type PriceLibrary = Pick<typeof import('@pydantic/genai-prices'), 'calcPrice'>

let library: PriceLibrary | undefined

/** Loads the price library, which is too large to come with the import of this package: to be awaited before a run. */
export async function loadPriceLibrary(): Promise<void> {
  library ??= await import('@pydantic/genai-prices')
}

/** The price library, loaded on the spot where need be; `undefined` in a bundle that has not had a run yet. */
export function priceLibrary(): PriceLibrary | undefined {
  library ??= requireLibrary()
  return library
}

/** A bundler puts the library into the bundle, where only `import` finds it. */
function requireLibrary(): PriceLibrary | undefined {
  try {
    return requireFrom(import.meta.url)('@pydantic/genai-prices') as PriceLibrary
  } catch {
    return undefined
  }
}
