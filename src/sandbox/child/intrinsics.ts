/** The globals that stay: ECMAScript's, without shared memory and WebAssembly. */
export const KEPT_GLOBALS: ReadonlySet<PropertyKey> = new Set(
  [
    ['globalThis', 'undefined', 'NaN', 'Infinity', 'isNaN', 'isFinite', 'parseInt', 'parseFloat'],
    ['Object', 'Function', 'Boolean', 'Symbol', 'Number', 'BigInt', 'Math', 'Date', 'String', 'RegExp', 'JSON'],
    ['Array', 'Map', 'Set', 'WeakMap', 'WeakSet', 'ArrayBuffer', 'Uint8Array', 'DataView'],
    ['Promise', 'Proxy', 'Reflect', 'Iterator', 'Intl'],
    ['Error', 'AggregateError', 'EvalError', 'RangeError', 'ReferenceError', 'SyntaxError', 'TypeError', 'URIError'],
  ].flat(),
)

/** Freezes everything that the kept globals and the language's hidden prototypes lead to. */
export function freezeIntrinsics(): void {
  const seen = new Set<object>()
  const pending = intrinsicRoots()
  while (pending.length > 0) {
    const next = pending.pop()
    if (!isObject(next) || next === globalThis || seen.has(next)) continue
    seen.add(next)
    pending.push(Object.getPrototypeOf(next))
    addOwnValues(next, pending)
    Object.freeze(next)
  }
}

function intrinsicRoots(): unknown[] {
  const kept = [...KEPT_GLOBALS].map((name) => Object.getOwnPropertyDescriptor(globalThis, name)?.value as unknown)
  return [...kept, ...hiddenPrototypes()]
}

/** Prototypes that no global names. */
function hiddenPrototypes(): unknown[] {
  return [
    async function () {},
    function* () {},
    async function* () {},
    Object.getPrototypeOf([][Symbol.iterator]()),
    Object.getPrototypeOf(''[Symbol.iterator]()),
    Object.getPrototypeOf(new Map()[Symbol.iterator]()),
    Object.getPrototypeOf(new Set()[Symbol.iterator]()),
    Object.getPrototypeOf(''.matchAll(/x/g)),
  ]
}

/** A plain loop: this runs a thousand times in every start. */
function addOwnValues(target: object, values: unknown[]): void {
  for (const key of Reflect.ownKeys(target)) {
    const { value, get, set } = Reflect.getOwnPropertyDescriptor(target, key) ?? {}
    if (isObject(value)) values.push(value)
    if (get !== undefined) values.push(get)
    if (set !== undefined) values.push(set)
  }
}

function isObject(value: unknown): value is object {
  return (typeof value === 'object' && value !== null) || typeof value === 'function'
}
