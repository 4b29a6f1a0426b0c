import { OpenAI } from 'openai'
import { RLM } from '../src/index.ts'
import { type ChatRequest, type ChatServer, startChatServer } from '../test/support/chat-server.ts'
import { interleaved, median, timed } from './measure.ts'
import type { Sizes } from './sizes.ts'
import { markdown, readable } from './table.ts'

const ITERATIONS = 20
const MODEL = 'loopback'
const QUERY = 'Count to the end.'
const FINAL = 'FINAL(`${counted}`)'

/** What a run of this package costs beside the bare loop of requests that it makes, with a model that answers at once. */
export async function engine({ rounds }: Sizes): Promise<string> {
  await using long = await startChatServer((request) => countTo(ITERATIONS, request))
  await using short = await startChatServer((request) => countTo(1, request))
  const samples = await interleaved(rounds, {
    run: () => timed(() => runEngine(long)),
    loop: () => timed(() => runBareLoop(long)),
    shortRun: () => timed(() => runEngine(short)),
    shortLoop: () => timed(() => runBareLoop(short)),
  })
  return report(median(samples.run), median(samples.loop), median(samples.shortRun), median(samples.shortLoop))
}

function report(runMs: number, loopMs: number, shortRunMs: number, shortLoopMs: number): string {
  const perIteration = (longMs: number, shortMs: number) => (longMs - shortMs) / (ITERATIONS - 1)
  const line = (figure: string, run: number, loop: number) => [
    figure,
    `**${readable(run)}**`,
    readable(loop),
    readable(run / loop),
  ]
  return markdown([
    ['run', 'this package', 'bare `openai` loop', 'ratio'],
    line(`${ITERATIONS} iterations (ms)`, runMs, loopMs),
    line('One iteration, sandbox start included (ms)', shortRunMs, shortLoopMs),
    line('Each further iteration (ms)', perIteration(runMs, shortRunMs), perIteration(loopMs, shortLoopMs)),
  ])
}

/** A block an iteration, and in the last one the answer. */
function countTo(iterations: number, { body }: ChatRequest): string {
  const iteration = body.messages.filter(({ role }) => role === 'assistant').length + 1
  const answer = iteration === iterations ? `\n${FINAL}` : ''
  return `Counting.\n\`\`\`repl\nvar counted = ${iteration}\nprint(counted)${answer}\n\`\`\``
}

async function runEngine({ url }: ChatServer): Promise<void> {
  const rlm = new RLM({ apiKey: 'none', baseURL: url, model: MODEL, maxIterations: ITERATIONS })
  await rlm.completion('A context.', QUERY)
}

/** The same requests, streamed too, but nothing is run. */
async function runBareLoop({ url }: ChatServer): Promise<void> {
  const client = new OpenAI({ apiKey: 'none', baseURL: url })
  const messages: OpenAI.ChatCompletionMessageParam[] = [{ role: 'user', content: QUERY }]
  for (let content = ''; !content.includes(FINAL);) {
    content = await complete(client, messages)
    messages.push({ role: 'assistant', content }, { role: 'user', content: 'Go on.' })
  }
}

async function complete(client: OpenAI, messages: OpenAI.ChatCompletionMessageParam[]): Promise<string> {
  let content = ''
  const chunks = await client.chat.completions.create({ model: MODEL, messages, stream: true })
  for await (const { choices } of chunks) content += choices[0]?.delta.content ?? ''
  return content
}
