import { openChildSandbox } from '../../src/sandbox/host.ts'

/**
 * A host program: `<what the child does> <options as JSON>`. Says so when its child is at it, and stays. It ignores
 * nothing and cleans nothing up: it is there to be killed.
 */
const [doing = '', options = '{}'] = process.argv.slice(-2)
const SOURCES: Readonly<Record<string, string>> = {
  idles: 'llm_query("ready")',
  waits: 'llm_query("ready"); llm_query("never answered")',
  'waits for a timer': 'llm_query("ready"); await new Promise((resolve) => setTimeout(resolve, 60_000))',
  spins: 'llm_query("ready"); for (;;) {}',
}

const sandbox = await openChildSandbox(JSON.parse(options) as object, ({ prompt }) => {
  if (prompt !== 'ready') return new Promise(() => {})
  if (doing !== 'idles') process.stdout.write('at it\n')
  return Promise.resolve({ text: '' })
})
const running = sandbox.runBlock(SOURCES[doing] ?? '')
if (doing === 'idles') {
  await running
  process.stdout.write('at it\n')
}
setInterval(() => {}, 1000)
