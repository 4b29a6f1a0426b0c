import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { stat } from 'node:fs/promises'
import { pathToFileURL } from 'node:url'
import { interleaved, median, timed } from './measure.ts'
import type { Sizes } from './sizes.ts'
import { markdown, readable } from './table.ts'

const DIST = pathToFileURL(`${process.cwd()}/dist/`)

const BARE = 'Node alone: `node -e 0`'

/** Programs that do nothing but load a part of the package as it is published, by figure. */
const PROGRAMS: Readonly<Record<string, readonly string[]>> = {
  [BARE]: ['-e', '0'],
  '`import` of the package': ['--input-type=module', '-e', `import ${JSON.stringify(published('index.js').href)}`],
  '`require` of the package': ['-e', `require(${JSON.stringify(published('index.cjs').pathname)})`],
  '`rlm --version`': [published('cli.js').pathname, '--version'],
  '`rlm ask --help`': [published('cli.js').pathname, 'ask', '--help'],
}

/** What importing the package and starting its command line add to the start of Node, each in fresh processes. */
export async function importing({ closeRounds }: Sizes): Promise<string> {
  await stat(published('index.js')).catch((cause: unknown) => {
    throw new Error('The package is measured as it is built. Run `npm run build` first.', { cause })
  })
  const subjects = Object.fromEntries(
    Object.entries(PROGRAMS).map(([figure, program]) => [figure, () => timed(() => run(program))]),
  )
  const samples = await interleaved<Record<string, number>>(closeRounds, subjects)
  const bareMs = median(samples[BARE] ?? [])
  const lines = Object.entries(samples).map(([figure, durations]) => {
    const elapsedMs = median(durations)
    return [figure, readable(elapsedMs), readable(elapsedMs - bareMs), readable(elapsedMs / bareMs)]
  })
  return markdown([['from spawn to exit', 'ms', 'above Node alone (ms)', '× Node alone'], ...lines])
}

function published(name: string): URL {
  return new URL(name, DIST)
}

async function run(program: readonly string[]): Promise<void> {
  const [code] = (await once(spawn(process.execPath, program, { stdio: 'ignore' }), 'exit')) as [number | null]
  if (code !== 0) throw new Error(`The program ended with exit code ${code}: ${program.join(' ')}`)
}
