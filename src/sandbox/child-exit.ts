/** Exit codes of the child. */
export const CHILD_EXIT = {
  /** The host asked for it, or is gone. */
  quit: 0,
  /** The host's bytes were no frame. */
  protocol: 73,
  /** No memory for a message of the host. */
  memory: 74,
  /** The child's own code threw. */
  failure: 75,
} as const
