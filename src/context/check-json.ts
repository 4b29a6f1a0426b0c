import { checkKept } from './kept-by-json.ts'
import { invalidContext } from './invalid-context.ts'
import { type Branch, lastKey, pathOf } from './json-path.ts'

const DEEPEST = 1000

/**
 * Checks that JSON keeps all of `context`, without recursion. What has a `toJSON` counts as what that gives, and
 * `undefined` is a property left out or a `null` in a list, both as in `JSON.stringify`.
 *
 * @throws TypeError of code `'invalid-context'` that names the place, such as `context.items[3].next`.
 */
export function checkJson(context: unknown): void {
  const way: Branch[] = []
  const checked = new Set<object>()
  enter(context, way, checked)
  for (let branch = way.at(-1); branch !== undefined; branch = way.at(-1)) {
    if (branch.entered < branch.length) {
      enter(nextChild(branch, way), way, checked)
      continue
    }
    way.pop()
    // What two places share is checked once: else a value of n levels could take 2^n steps.
    if (branch.holdsBranches) checked.add(branch.value)
  }
}

function enter(value: unknown, way: Branch[], checked: ReadonlySet<object>): void {
  const parent = way.at(-1)
  const seen = seenByJson(value, parent)
  checkKept(seen, way)
  if (!isObject(seen) || checked.has(seen)) return
  if (way.some((branch) => branch.value === seen)) throw cycle(way)
  if (way.length >= DEEPEST) throw tooDeep(way)
  if (parent !== undefined) parent.holdsBranches = true
  way.push(newBranch(seen))
}

/** What `JSON.stringify` sees in place of `value`, a child of `parent` or the root. */
export function seenByJson(value: unknown, parent?: Branch): unknown {
  // A Buffer's toJSON would list its bytes.
  if (!isObject(value) || ArrayBuffer.isView(value)) return value
  if (!('toJSON' in value) || typeof value.toJSON !== 'function') return value
  return value.toJSON(parent === undefined ? '' : lastKey(parent))
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}

function newBranch(value: object): Branch {
  const keys = Array.isArray(value) ? undefined : Object.keys(value)
  const length = Array.isArray(value) ? value.length : (keys?.length ?? 0)
  return { value, keys, length, entered: 0, holdsBranches: false }
}

function nextChild(branch: Branch, way: readonly Branch[]): unknown {
  const key = branch.keys?.[branch.entered] ?? branch.entered
  branch.entered += 1
  const child: unknown = Reflect.get(branch.value, key)
  if (child === undefined && branch.keys === undefined && !(key in branch.value)) throw hole(way)
  return child
}

function hole(way: readonly Branch[]): TypeError {
  return invalidContext(
    `Lists in \`context\` must have no holes; \`${pathOf(way)}\` is one. Fill it with null, or drop it with .filter(() => true).`,
  )
}

function cycle(way: readonly Branch[]): TypeError {
  return invalidContext(
    `\`context\` must be a tree, as JSON is; \`${pathOf(way)}\` leads back to an object that it lies in. Leave that property out, or name the object by an id.`,
  )
}

function tooDeep(way: readonly Branch[]): TypeError {
  return invalidContext(
    `\`context\` may be nested ${DEEPEST} levels deep; \`${pathOf(way)}\` is deeper. Pass a flat list, or the JSON text as a string.`,
  )
}
