/** What `action` throws; `undefined` where it returns. */
export function errorOf(action: () => unknown): unknown {
  try {
    action()
    return undefined
  } catch (error) {
    return error
  }
}
