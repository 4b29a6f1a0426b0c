import ivm from 'isolated-vm'
import { type Contestant, type ContestantOptions, echo } from '../contestant.ts'

const MEMORY_LIMIT_MB = 2048

const CALLS = `
  globalThis.llm_query = (prompt) => $0.applySyncPromise(undefined, [prompt])
  globalThis.llm_query_async = (prompt) => $0.apply(undefined, [prompt], { result: { promise: true } })`

/** A V8 isolate of `isolated-vm` in the host process, as thin as it can be made. */
export async function openIsolate(options: ContestantOptions = {}): Promise<Contestant> {
  const { answer = echo, blockTimeoutMs } = options
  const isolate = new ivm.Isolate({ memoryLimit: MEMORY_LIMIT_MB })
  const realm = await isolate.createContext()
  await realm.evalClosure(CALLS, [new ivm.Reference(answer)])
  const limits = blockTimeoutMs === undefined ? {} : { timeout: blockTimeoutMs }
  return {
    load: (text) => realm.global.set('context', text),
    run: async (block) => {
      await realm.eval(`(async () => { ${block} })()`, { promise: true, ...limits })
    },
    close: async () => isolate.dispose(),
  }
}
