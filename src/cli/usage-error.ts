/** The command line cannot be followed as it stands: the program ends with exit code 2 and this message. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}
