import { z } from 'zod'
import { RLM } from '../../src/rlm.ts'

/**
 * A host program: `run` or `resume`, the URL of an endpoint, a key for it, the path of a journal, and the number of the
 * event at which it kills itself (0: never). Prints the result as JSON.
 */
const [mode = '', baseURL = '', apiKey = '', journal = '', killAt = '0'] = process.argv.slice(-5)
let events = 0
const onEvent = (): void => {
  events += 1
  if (events === Number(killAt)) process.kill(process.pid, 'SIGKILL')
}
const rlm = new RLM({ apiKey, baseURL, model: 'root-model', recursiveModel: 'sub-model', maxDepth: 2 })
const context = 'the context of a run that is killed'
const schema = z.object({ first: z.string(), plain: z.array(z.string()), nested: z.array(z.string()) })
const { value, replayed } =
  mode === 'run'
    ? await rlm.run(context, 'Crash?', { journal, onEvent, schema })
    : await rlm.resume(journal, { context, onEvent, schema })
process.stdout.write(JSON.stringify({ value, events, replayedCalls: replayed?.totalCalls ?? 0 }))
