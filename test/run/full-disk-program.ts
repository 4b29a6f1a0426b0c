import { setImmediate as eventLoopTurn } from 'node:timers/promises'
import { fileCache, RLM, RLMError, type RunEvent } from '../../src/index.ts'

/**
 * A host program in a process that can make small files only. Takes as JSON what the run is given, prints as JSON what
 * came of it.
 */
const { journal, baseURL, cacheDirectory, maxConcurrency } = JSON.parse(process.argv.at(-1) ?? '')
const warnings: string[] = []
process.on('warning', ({ name, message }) => void (name === 'RLMWarning' && warnings.push(message)))
const events: RunEvent[] = []
const cache = cacheDirectory === undefined ? undefined : fileCache(cacheDirectory)
const models = { model: 'root-model', recursiveModel: 'sub-model' }
const rlm = new RLM({ apiKey: 'sk-test', baseURL, ...models, cache, maxConcurrency, maxRetries: 2 })
const onEvent = (event: RunEvent): void => void events.push(event)
const outcome = await rlm.run('some context', 'q', { journal, onEvent }).then(
  ({ answer }) => ({ answer }),
  (error: unknown) => {
    if (!(error instanceof RLMError)) throw error
    const { code, message, partialAnswer } = error
    return { code, message, partialAnswer }
  },
)
await eventLoopTurn()
const storageErrors = events.filter(({ type }) => type === 'storage-error').length
process.stdout.write(JSON.stringify({ ...outcome, storageErrors, warnings, lastEvent: events.at(-1)?.type }))
