import type { Binding } from '../../syntax/binding.ts'

/** Judgements that a block may take to follow its data; beyond them everything stays synchronous. */
const MAX_JUDGEMENTS = 20_000

/** What is known about bindings whose values flow into one another, in circles perhaps. */
export class Verdicts {
  readonly #known = new Map<Binding, boolean>()
  readonly #pending = new Set<Binding>()
  #judgements = 0

  /**
   * The verdict on a binding. While it is being judged, it counts as good, so that a circle does not decide for itself;
   * a good verdict that rests on such an assumption is not kept.
   */
  of(binding: Binding | undefined, judge: (binding: Binding) => boolean): boolean {
    if (!binding) return false
    if (this.#pending.has(binding)) return true
    const known = this.#known.get(binding)
    if (known !== undefined) return known
    this.#judgements += 1
    if (this.#judgements > MAX_JUDGEMENTS) return false
    this.#pending.add(binding)
    const verdict = judge(binding)
    this.#pending.delete(binding)
    if (!verdict || this.#pending.size === 0) this.#known.set(binding, verdict)
    return verdict
  }
}
