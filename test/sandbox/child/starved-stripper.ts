import { takeTypeStripper } from '../../../src/sandbox/child/type-stripper.ts'
import { report } from './report.ts'

/** Uses the stripper where WebAssembly finds no memory, and reports what it says to two blocks. */
// oxlint-disable-next-line import/no-default-export -- the default export is the value of a bundle
export default function reportStarvedStripper(): void {
  Object.assign(Reflect.get(globalThis, 'WebAssembly') as object, { Module: failToAllocate })
  const { strip } = takeTypeStripper()
  const errors = ['let x: number = 1', 'let a = (1'].map((source) => {
    try {
      return strip(source)
    } catch (error) {
      return String(error)
    }
  })
  report({ errors, afterwards: typeof Reflect.get(globalThis, 'WebAssembly') })
}

function failToAllocate(): never {
  throw new RangeError('WebAssembly.Module(): Out of memory')
}
