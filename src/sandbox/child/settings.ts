/** What the host tells a child at its start. */
export interface ChildSettings {
  maxOutputChars: number
  /** Names of the user's tools, which become functions. Default: none. */
  tools?: readonly string[] | undefined
  /** Whether SIGINT may interrupt a block; signals always kill on Windows. */
  breakOnSigint: boolean
  /** Whether blocks may allocate outside the heap; only an operating system that limits it can allow that. */
  typedArrays: boolean
  /** Whether the host wants the program's compiled form, for the children that come after this one. */
  codeCacheWanted: boolean
}
