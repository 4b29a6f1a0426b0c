import type { TokenUsage } from '../cost/usage.ts'
import { BlockStream } from '../prompt/block-stream.ts'
import { type ParsedReply, parseReply } from '../prompt/parse.ts'
import type { ChatMessage } from '../model/client.ts'
import { callModel, type CallReply } from './model-call.ts'
import type { ModelRole, RunScope } from './scope.ts'

/** A whole reply of the root LM. */
export interface RootReply {
  text: string
  parsed: ParsedReply
  /** The blocks to run. Half a block, as a cut reply may end in, is none. */
  blocks: string[]
  /** `'length'`: at the output limit. `'stream'`: it broke off after one of its blocks had been handed out. */
  cut?: 'length' | 'stream' | undefined
  usage?: TokenUsage | undefined
}

/** A reply of the root LM that is still being written. */
export interface ArrivingReply {
  /** Its blocks in order, each as soon as it is complete. Rejects as `whole` does. */
  blocks: AsyncIterable<string>
  whole: Promise<RootReply>
}

/** What the root LM is asked. */
export interface RootCall {
  role: ModelRole
  /** The iteration that asks. */
  parentId: string
  messages: readonly ChatMessage[]
  /** The forced turn that only asks for the answer. */
  isLast: boolean
  signal: AbortSignal
}

/**
 * Asks the root LM. As soon as a block has been handed out, the call is committed: a stream that then breaks off is not
 * asked for again, and what has arrived is the reply.
 */
export function askRoot(scope: RunScope, { role, parentId, messages, isLast, signal }: RootCall): ArrivingReply {
  const early = new EarlyBlocks()
  const call = callModel(scope, {
    ...role,
    role: 'root',
    parentId,
    messages,
    isLast,
    signal,
    onText: (delta) => early.push(delta),
    onRetry: () => early.restart(),
    blocksTaken: () => early.given,
  })
  const whole = call.then(readReply).finally(() => early.end())
  // Whoever takes the reply sees the rejection; until then it must not count as unhandled.
  whole.catch(() => {})
  return { blocks: blocksOf(early, whole), whole }
}

/** The blocks that are complete before the reply is. */
class EarlyBlocks {
  /** How many there were. */
  given = 0
  readonly queue: ReadableStream<string>
  #controller: ReadableStreamDefaultController<string> | undefined
  #stream = new BlockStream()

  constructor() {
    this.queue = new ReadableStream({ start: (controller) => void (this.#controller = controller) })
  }

  push(delta: string): void {
    for (const block of this.#stream.push(delta)) {
      this.given += 1
      this.#controller?.enqueue(block)
    }
  }

  restart(): void {
    this.#stream = new BlockStream()
  }

  end(): void {
    this.#controller?.close()
  }
}

async function* blocksOf(early: EarlyBlocks, whole: Promise<RootReply>): AsyncGenerator<string, void> {
  // What arrives after the taker has left is dropped, not refused.
  yield* early.queue.values({ preventCancel: true })
  const { blocks } = await whole
  yield* blocks.slice(early.given)
}

function readReply({ text, finishReason, failure, usage }: CallReply): RootReply {
  const parsed = parseReply(text)
  const cut = failure === undefined ? (finishReason === 'length' ? 'length' : undefined) : 'stream'
  const blocks = cut !== undefined && parsed.unclosed ? parsed.blocks.slice(0, -1) : parsed.blocks
  return { text, parsed, blocks, cut, usage }
}
