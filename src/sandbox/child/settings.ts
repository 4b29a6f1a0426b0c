/** What the host tells a child at its start. */
export interface ChildSettings {
  maxOutputChars: number
  /** Whether SIGINT may interrupt a block; signals always kill on Windows. */
  breakOnSigint: boolean
}
