import { hasOwn, ownData, split, join } from '../objects.ts'
import { isArray, MapConstructor, mapGet, mapHas, mapSet } from '../primordials.ts'
import { isRecord } from './json.ts'

/** What a `$ref` such as `#/$defs/row` points at; `undefined` where there is nothing, or it is not of this schema. */
export function resolveReference(root: unknown, reference: string): unknown {
  const steps = split(reference, '/')
  if (steps[0] !== '#') return undefined
  let target = root
  for (let index = 1; index < steps.length; index += 1) {
    const name = unescapeStep(steps[index] ?? '')
    if (!(isRecord(target) || isArray(target)) || !hasOwn(target, name)) return undefined
    target = ownData(target, name)
  }
  return target
}

/** Resolves the references of one schema, each once. */
export function createResolver(root: unknown): (reference: string) => unknown {
  const known = new MapConstructor<string, unknown>()
  return (reference) => {
    if (!mapHas(known, reference)) mapSet(known, reference, resolveReference(root, reference))
    return mapGet(known, reference)
  }
}

/** A slash in a name is written `~1`, and a tilde `~0`. */
function unescapeStep(step: string): string {
  return join(split(join(split(step, '~1'), '/'), '~0'), '~')
}
