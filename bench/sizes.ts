/** How much is measured. */
export interface Sizes {
  /** Samples of each figure. */
  rounds: number
  /** Samples of a figure whose differences are small. */
  closeRounds: number
  /** Samples of a figure whose single sample takes seconds. */
  longRounds: number
  /** Sandboxes alive at once. */
  crowds: readonly number[]
  /** Contexts, in millions of one-byte characters. */
  contextsMb: readonly number[]
  /** The context of a whole run, in the same unit. */
  contextMb: number
  /** Runs at once. */
  runs: number
  /** Calls in a loop whose time is divided by their number. */
  calls: number
}

/** The sizes of the table. */
export const FULL: Sizes = {
  rounds: 15,
  closeRounds: 30,
  longRounds: 5,
  crowds: [1, 50, 200],
  contextsMb: [10, 100, 500],
  contextMb: 100,
  runs: 50,
  calls: 2000,
}

/** The same path in a few seconds, to see that it works. */
export const QUICK: Sizes = {
  rounds: 3,
  closeRounds: 3,
  longRounds: 1,
  crowds: [1, 5],
  contextsMb: [1, 10],
  contextMb: 10,
  runs: 5,
  calls: 200,
}
