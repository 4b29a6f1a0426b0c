import type { MessagePort } from 'node:worker_threads'

/** What a worker is started with. */
export interface WorkerSetup {
  /** Its end of the channel of blocking calls. */
  calls: MessagePort
  /** One 32-bit integer: 1 once the reply to a blocking call lies on the channel. */
  replied: SharedArrayBuffer
  blockTimeoutMs: number | undefined
}

/** Host → worker. */
export type ToWorker =
  | { type: 'load'; text: string }
  | { type: 'run'; block: string }
  | { type: 'reply'; id: number; text: string }

/** Worker → host. */
export type FromWorker =
  | { type: 'ready' }
  | { type: 'done'; error: string | undefined }
  | { type: 'call'; id: number; prompt: string }
