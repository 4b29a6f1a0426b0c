import { AsyncLocalStorage } from 'node:async_hooks'
import { type ModelClient, RLM, type TracerSource } from '../../src/index.ts'

/** Runs once with the telemetry that its first argument names, and writes down what came of it. */

const spans: string[] = []
const user = new AsyncLocalStorage<string>()

/** Remembers the names of spans, and for whom they were made. */
const tracerProvider: TracerSource = {
  getTracer: () => ({
    startSpan: (name: string) => {
      spans.push(`${name} for ${user.getStore()}`)
      return { isRecording: () => false, end: () => {} }
    },
  }),
}

let calls = 0
const client: ModelClient = {
  complete: async () => {
    calls += 1
    return { text: '```repl\nFINAL(1)\n```', finishReason: 'stop' }
  },
}

const rlm = new RLM({ client, model: 'mine', telemetry: process.argv[2] === 'on' ? { tracerProvider } : false })
const outcome = await user
  .run('the user', () => rlm.completion('some context', 'q'))
  .then(
    (answer) => ({ answer }),
    ({ name, code, message }: Error & { code: unknown }) => ({ error: { name, code, message } }),
  )
process.stdout.write(JSON.stringify({ ...outcome, calls, spans }))
