type Dispatcher = NonNullable<RequestInit['dispatcher']>

/** Where Node keeps the dispatcher of its `fetch`; where there are both, the first is the one it uses. */
const GLOBAL_DISPATCHERS = ['undici.globalDispatcher.2', 'undici.globalDispatcher.1']

/**
 * Node's `fetch` gives up after 300 s without headers or without a byte, whatever the caller's timeout. This is the
 * process's own dispatcher, proxies included, with those two limits off: for callers that keep a timeout themselves.
 */
export function patientDispatcher(): Dispatcher | undefined {
  const dispatcher = GLOBAL_DISPATCHERS.map((name): unknown => Reflect.get(globalThis, Symbol.for(name))).find(
    isDispatcher,
  )
  return dispatcher && new Proxy(dispatcher, { get: patientProperty })
}

function patientProperty(dispatcher: Dispatcher, property: string | symbol): unknown {
  if (property !== 'dispatch') return Reflect.get(dispatcher, property, dispatcher)
  const dispatch: Dispatcher['dispatch'] = (options, handler) =>
    dispatcher.dispatch({ ...options, headersTimeout: 0, bodyTimeout: 0 }, handler)
  return dispatch
}

function isDispatcher(value: unknown): value is Dispatcher {
  return typeof value === 'object' && value !== null && 'dispatch' in value && typeof value.dispatch === 'function'
}
