import type { Open } from './contestant.ts'
import { openChild } from './contestants/child.ts'
import { openIsolate } from './contestants/isolate.ts'
import { openWorker } from './contestants/worker.ts'

/** What is measured, this package first. */
export const CONTESTANTS = { child: openChild, worker: openWorker, isolate: openIsolate } satisfies Record<string, Open>

/** Name of a contestant. */
export type ContestantName = keyof typeof CONTESTANTS

/** All names, in the order of the table's columns. */
export const CONTESTANT_NAMES = Object.keys(CONTESTANTS) as ContestantName[]
