import { describe, test } from 'vitest'
import { openChildSandbox } from '../../src/sandbox/host.ts'
import { caseModel, complaints, loadCases, type ReplCase, type Shown } from './cases.ts'

/** How long calls are held back for those that should join them. */
const PATIENCE_MS = 1000
/** How long a call takes where none may join it. */
const REPLY_MS = 12

/** A model that answers once as many calls as expected are in flight, or when its patience ends. */
class GatheringModel {
  peak = 0
  #inFlight = 0
  readonly #expected: number
  readonly #delayMs: number
  #open: () => void = () => {}
  readonly #isComplete = new Promise<void>((resolve) => {
    this.#open = resolve
  })

  constructor({ conc, concExt, seq }: ReplCase) {
    this.#expected = conc ?? concExt ?? 0
    this.#delayMs = seq ? REPLY_MS : this.#expected > 1 ? PATIENCE_MS : 0
  }

  async answer(prompt: string): Promise<{ text: string }> {
    this.#inFlight += 1
    this.peak = Math.max(this.peak, this.#inFlight)
    if (this.peak >= this.#expected && this.#expected > 0) this.#open()
    await Promise.race([this.#isComplete, new Promise((resolve) => setTimeout(resolve, this.#delayMs))])
    this.#inFlight -= 1
    return { text: caseModel(prompt) }
  }
}

describe('blocks as language models write them, in the child process', () => {
  test.concurrent.for(loadCases())('$id', async (replCase, { expect }) => {
    const model = new GatheringModel(replCase)
    const sandbox = await openChildSandbox({}, ({ prompt }) => model.answer(prompt))
    try {
      const isText = typeof replCase.context === 'string'
      const text = isText ? String(replCase.context) : JSON.stringify(replCase.context)
      await sandbox.load('context', { kind: isText ? 'text' : 'json', text })
      const shown: Shown[] = []
      for (const source of replCase.blocks) shown.push(await sandbox.runBlock(source))
      expect(complaints(replCase, shown, model.peak)).toEqual([])
      expect(model.peak).toBeGreaterThanOrEqual(replCase.conc ?? replCase.concExt ?? 0)
    } finally {
      await sandbox.close()
    }
  })
})
