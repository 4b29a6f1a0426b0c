/* oxlint-disable unicorn/require-post-message-target-origin -- messages between threads have no origin */

import type { FromWorker, ToWorker, WorkerSetup } from './worker-messages.ts'

/** The program of the worker thread: a vm context in which blocks run as they are, without a REPL around them. */
// oxlint-disable-next-line import/no-default-export -- the value of a `?bundle` import
export default function serve(): void {
  const { Script, createContext, constants } = process.getBuiltinModule('node:vm')
  const { parentPort, receiveMessageOnPort, workerData } = process.getBuiltinModule('node:worker_threads')
  const { calls, replied, blockTimeoutMs } = workerData as WorkerSetup
  const flag = new Int32Array(replied)
  const pending = new Map<number, (text: string) => void>()
  const realm = createContext(constants.DONT_CONTEXTIFY)
  const limits = blockTimeoutMs === undefined ? {} : { timeout: blockTimeoutMs }
  let lastId = 0

  Object.assign(realm, { llm_query: callBlocking, llm_query_async: callAsync })
  parentPort?.on('message', (message: ToWorker) => {
    if (message.type === 'load') Object.assign(realm, { context: message.text })
    if (message.type === 'run') void run(message.block)
    if (message.type === 'reply') pending.get(message.id)?.(message.text)
    if (message.type === 'load') send({ type: 'done', error: undefined })
  })
  send({ type: 'ready' })

  function send(message: FromWorker): void {
    parentPort?.postMessage(message)
  }

  function callBlocking(prompt: string): unknown {
    calls.postMessage(prompt)
    Atomics.wait(flag, 0, 0)
    Atomics.store(flag, 0, 0)
    return receiveMessageOnPort(calls)?.message as unknown
  }

  function callAsync(prompt: string): Promise<string> {
    lastId += 1
    const id = lastId
    return new Promise((resolve) => {
      pending.set(id, resolve)
      send({ type: 'call', id, prompt })
    })
  }

  async function run(block: string): Promise<void> {
    try {
      await new Script(`(async () => { ${block} })()`).runInContext(realm, limits)
      send({ type: 'done', error: undefined })
    } catch (error) {
      send({ type: 'done', error: String(error) })
    }
  }
}
