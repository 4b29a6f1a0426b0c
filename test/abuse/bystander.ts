import { setTimeout as sleep } from 'node:timers/promises'
import { openChildSandbox } from '../../src/sandbox/host.ts'
import type { Sandbox } from '../../src/sandbox/sandbox.ts'

const PAUSE_MS = 20

/** The second sandbox: asks its own model one thing after the other, and must get its own answers. */
export class Bystander {
  readonly problems: string[] = []
  readonly #sandbox: Sandbox
  #stopped = false
  #slowestMs = 0
  #working: Promise<void> = Promise.resolve()

  constructor(sandbox: Sandbox) {
    this.#sandbox = sandbox
  }

  static async open(): Promise<Bystander> {
    return new Bystander(await openChildSandbox({}, async ({ prompt }) => ({ text: `other:${prompt}` })))
  }

  work(): void {
    this.#working = this.#run()
  }

  /** Resolves with the time of its slowest block, in milliseconds, when nothing of it is left. */
  async stop(): Promise<number> {
    this.#stopped = true
    await this.#working
    await this.#sandbox.close()
    return this.#slowestMs
  }

  async #run(): Promise<void> {
    for (let turn = 0; !this.#stopped; turn += 1) {
      const { result, durationMs } = await this.#sandbox.runBlock(`llm_query("${turn}") === "other:${turn}"`)
      this.#slowestMs = Math.max(this.#slowestMs, durationMs)
      if (result !== 'true') return void this.problems.push('disturbed the other sandbox')
      await sleep(PAUSE_MS)
    }
  }
}
