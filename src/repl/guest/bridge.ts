import type { Bridge, Operation } from '../bridge.ts'
import { ErrorConstructor } from './primordials.ts'

/** The guest's only way out: calls the main realm with primitives and never lets one of its errors pass. */
export type Host = (operation: Operation, ...parameters: unknown[]) => string | number | boolean | undefined

/** Guards the bridge on the guest's side. */
export function guardBridge(bridge: Bridge): Host {
  return (operation, a, b, c, d, e, f, g) => {
    let answer: unknown
    try {
      answer = bridge(operation, a, b, c, d, e, f, g)
    } catch {
      // At the end of the stack even the call into the main realm fails, with an error of that realm.
      throw new ErrorConstructor('the REPL could not be reached: the stack is full')
    }
    const type = typeof answer
    if (type === 'object' || type === 'function' || type === 'symbol') throw new ErrorConstructor('the REPL is broken')
    return answer as string | number | boolean | undefined
  }
}
