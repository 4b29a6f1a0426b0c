import { randomInt } from 'node:crypto'
import type { ModelRequest } from '../model/client.ts'
import type { CallRole } from '../run/events.ts'
import type { BlockReplay } from '../sandbox/sandbox.ts'
import { contentHash } from './content-hash.ts'
import type { ReplyCache } from './reply-cache.ts'
import type { Journal, KnownReply, Memory, NewAnswer, NewReply, PartialReply, RunMemory } from './storage.ts'

/** Where the memory of a tree of runs looks and keeps. */
export interface MemoryOptions {
  /** Where calls go: the same request elsewhere is another one. */
  endpoint: string
  cache?: ReplyCache | undefined
  journal?: Journal | undefined
}

/** Opens the memory of a tree of runs. */
export function openMemory(options: MemoryOptions): Memory {
  return {
    of: (address) => new TreeRunMemory(address, options),
    assertWritable: () => options.journal?.assertWritable(),
  }
}

/** Random seeds are unsigned 32-bit integers. */
const SEEDS = 2 ** 32

class TreeRunMemory implements RunMemory {
  readonly #address: string
  readonly #endpoint: string
  readonly #cache: ReplyCache | undefined
  readonly #journal: Journal | undefined
  /** How often each content was asked about. */
  readonly #occurrences = new Map<string, number>()
  #hasLeftPath = false

  constructor(address: string, { endpoint, cache, journal }: MemoryOptions) {
    this.#address = address
    this.#endpoint = endpoint
    this.#cache = cache
    this.#journal = journal
  }

  leavePath(): number {
    if (this.#hasLeftPath) return 0
    this.#hasLeftPath = true
    return this.#journal?.unusedTurns(this.#address) ?? 0
  }

  key(...parts: string[]): string {
    return this.#keeps ? this.#keyOf(contentHash(...parts)) : ''
  }

  keyOfCall(request: ModelRequest): string {
    return this.#keeps ? this.#keyOf(this.identityOf(request)) : ''
  }

  identityOf({ model, messages, options }: ModelRequest): string {
    const texts = messages.flatMap(({ role, content }) => [role, content])
    return contentHash('call', this.#endpoint, model, canonicalJson(options ?? {}), ...texts)
  }

  async findReply(key: string, role: CallRole): Promise<KnownReply | undefined> {
    const recorded = this.#journal?.reply(key)
    if (recorded !== undefined) return { ...recorded, source: 'journal' }
    const reply = await this.#cache?.find(key)
    if (reply === undefined) return undefined
    // The cache may have lost it when the run is resumed, and what was paid for since depends on it.
    await this.#journal?.record({ type: 'reply', scope: this.#address, key, role, reply })
    return { reply, source: 'cache' }
  }

  async keepReply(known: NewReply): Promise<void> {
    const { key, reply, failure } = known
    const isCacheable = failure === undefined && reply.finishReason === 'stop'
    await Promise.all([
      this.#journal?.record({ type: 'reply', scope: this.#address, ...known }),
      isCacheable && this.#cache?.keep(key, reply),
    ])
  }

  notePartial({ key, role, text }: PartialReply): void {
    const reply = { text, finishReason: 'other' } as const
    this.#journal?.note({ type: 'reply', scope: this.#address, key, role, reply, isPartial: true })
  }

  findAnswer(key: string): NewAnswer | undefined {
    return this.#journal?.answer(key)
  }

  async keepAnswer(answer: NewAnswer): Promise<void> {
    await this.#journal?.record({ type: 'answer', scope: this.#address, ...answer })
  }

  noteAnswer(answer: NewAnswer): void {
    this.#journal?.note({ type: 'answer', scope: this.#address, ...answer })
  }

  replayOf(source: string, onDivergence: () => void): BlockReplay | undefined {
    const journal = this.#journal
    if (journal === undefined) return undefined
    const key = this.key('block', source)
    const recorded = journal.block(key)
    const { nowMs, seed } = recorded ?? { nowMs: Date.now(), seed: randomInt(SEEDS) }
    const begin = (): void => journal.note({ type: 'block', key, nowMs, seed })
    const onDelivery = (id: number): void => journal.note({ type: 'delivery', key, id })
    if (recorded === undefined) begin()
    return {
      nowMs,
      seed,
      deliveries: recorded?.deliveries ?? [],
      onDelivery,
      onDivergence: (made) => {
        // A block is found by its last line: what stands before it is of no use any more.
        begin()
        for (const id of made) onDelivery(id)
        onDivergence()
      },
    }
  }

  assertWritable(): void {
    this.#journal?.assertWritable()
  }

  get #keeps(): boolean {
    return this.#journal !== undefined || this.#cache !== undefined
  }

  #keyOf(content: string): string {
    const occurrence = this.#occurrences.get(content) ?? 0
    this.#occurrences.set(content, occurrence + 1)
    return contentHash(this.#address, content, String(occurrence))
  }
}

/** JSON with the fields of objects in order: the same content is the same text. */
function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  )
}
