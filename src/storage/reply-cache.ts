import type { ModelReply } from '../model/client.ts'
import { redactText } from '../jsonl/redact-text.ts'
import { replySchema } from './reply-schema.ts'
import type { CacheStore } from './storage.ts'

/** A cache store as the runs of an instance use it: it holds whole replies, and its failures are misses. */
export interface ReplyCache {
  find(key: string): Promise<ModelReply | undefined>
  keep(key: string, reply: ModelReply): Promise<void>
}

/** Options of `openReplyCache`. */
export interface ReplyCacheOptions {
  /** A reply whose text this changes is not kept. */
  redact?: ((text: string) => string) | undefined
  /** Told once that the store has failed. */
  onFailure: (message: string) => void
}

/** Part of each key: replies of another format are not found. */
const FORMAT = 'rlm-reply-1'

/** Opens a store for a run. A failing one costs money, never an answer. */
export function openReplyCache(store: CacheStore, { redact, onFailure }: ReplyCacheOptions): ReplyCache {
  let hasFailed = false
  const contained = async <Value>(action: string, work: () => Promise<Value>): Promise<Value | undefined> => {
    try {
      return await work()
    } catch (error) {
      if (!hasFailed) onFailure(`The cache could not be ${action}: ${String(error)}. The run goes on without it.`)
      hasFailed = true
      return undefined
    }
  }
  return {
    find: (key) => contained('read', async () => parseReply(await store.get(`${FORMAT}-${key}`))),
    keep: async (key, reply) => {
      await contained('written', async () => {
        if (redactText(reply.text, redact) === reply.text) await store.set(`${FORMAT}-${key}`, JSON.stringify(reply))
      })
    },
  }
}

/** Anything but a reply of this format is a miss: stores are shared, and lose their tails. */
function parseReply(value: string | undefined): ModelReply | undefined {
  if (typeof value !== 'string') return undefined
  try {
    return replySchema.parse(JSON.parse(value))
  } catch {
    return undefined
  }
}
