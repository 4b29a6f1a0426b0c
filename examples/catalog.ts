import { aggregation } from './aggregation.ts'
import { logs } from './logs.ts'
import { multiDoc } from './multi-doc.ts'
import { needle } from './needle.ts'
import { recursion } from './recursion.ts'
import type { ExampleSetting } from './report.ts'
import { simple } from './simple.ts'

/** The examples by the name that the command line takes. */
export const EXAMPLES: ReadonlyMap<string, (setting: ExampleSetting) => Promise<void>> = new Map([
  ['simple', simple],
  ['needle', needle],
  ['multi-doc', multiDoc],
  ['aggregation', aggregation],
  ['logs', logs],
  ['recursion', recursion],
])
