import type { SandboxLoss } from './sandbox.ts'

/** The child said something that it never says by itself. Whoever reads the wire kills the child for it. */
export class WireViolation extends Error {
  override readonly name = 'WireViolation'
  readonly reason: Extract<SandboxLoss['reason'], 'protocol' | 'flood'>

  constructor(reason: WireViolation['reason'], message: string) {
    super(message)
    this.reason = reason
  }
}
