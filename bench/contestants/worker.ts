/* oxlint-disable unicorn/require-post-message-target-origin -- messages between threads have no origin */

import { MessageChannel, Worker } from 'node:worker_threads'
import { type Answer, type Contestant, type ContestantOptions, echo } from '../contestant.ts'
import type { FromWorker, ToWorker, WorkerSetup } from './worker-messages.ts'
import program from './worker-program.ts?bundle'

/** `node:vm` in a worker thread of the host, as thin as it can be made. */
export async function openWorker({ answer = echo, blockTimeoutMs }: ContestantOptions = {}): Promise<Contestant> {
  const { port1: hostEnd, port2: calls } = new MessageChannel()
  const replied = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT)
  const setup: WorkerSetup = { calls, replied, blockTimeoutMs }
  const worker = new Worker(`(${program})()`, { eval: true, env: {}, workerData: setup, transferList: [calls] })
  hostEnd.on('message', (prompt: string) => void replyBlocking(prompt))
  const thread = new WorkerThread(worker, answer)
  await thread.next()
  return {
    load: (text) => thread.ask({ type: 'load', text }),
    run: (block) => thread.ask({ type: 'run', block }),
    close: async () => {
      await worker.terminate()
      hostEnd.close()
    },
  }

  async function replyBlocking(prompt: string): Promise<void> {
    hostEnd.postMessage(await answer(prompt))
    const flag = new Int32Array(replied)
    Atomics.store(flag, 0, 1)
    Atomics.notify(flag, 0)
  }
}

/** The host's side of one worker. */
class WorkerThread {
  readonly #worker: Worker
  #settle: ((error: string | undefined) => void) | undefined

  constructor(worker: Worker, answer: Answer) {
    this.#worker = worker
    worker.on('exit', () => this.#settle?.('The worker has ended'))
    worker.on('message', (message: FromWorker) => {
      if (message.type === 'call') void this.#reply(message.id, answer(message.prompt))
      else this.#settle?.(message.type === 'done' ? message.error : undefined)
    })
  }

  /** Sends a message and waits until the worker has done what it says. */
  ask(message: ToWorker): Promise<void> {
    this.#worker.postMessage(message)
    return this.next()
  }

  /** Waits until the worker is ready, or done with what it was asked. */
  next(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#settle = (error) => (error === undefined ? resolve() : reject(new Error(error)))
    })
  }

  async #reply(id: number, answer: Promise<string>): Promise<void> {
    this.#worker.postMessage({ type: 'reply', id, text: await answer } satisfies ToWorker)
  }
}
