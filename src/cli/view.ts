import { type FileHandle, open, readFile, stat } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'
import { reasonOf } from '../reason.ts'
import { embedTrajectory } from '../viewer/embed.ts'
import { serveTrajectory, type TrajectoryServer } from '../viewer/serve.ts'
import { TrajectoryLines } from '../viewer/trajectory-lines.ts'
import { EXIT, type ExitCode } from './exit-code.ts'
import { openInterrupt } from './interrupt.ts'
import { openBrowser } from './open-browser.ts'
import { writeNote, writeOutput } from './output.ts'
import { UsageError } from './usage-error.ts'
import type { ViewFlags } from './view-flags.ts'
import { viewedFile } from './viewed-file.ts'

/** `rlm view`: a recorded run in the browser, as it goes on, or in one HTML file. */
export async function view(path: string | undefined, flags: ViewFlags): Promise<ExitCode> {
  const file = await viewedFile(path)
  // It is built beside the program.
  const page = await readFile(new URL('viewer.html', import.meta.url), 'utf8')
  if (flags.output === undefined) await show(file, page, flags)
  else await save(file, page, flags.output)
  return EXIT.ok
}

/** Lasts until the user ends it; since nothing else can, that is no interruption, and the exit code is that of success. */
async function show(file: string, page: string, { port, open: isToOpen }: ViewFlags): Promise<void> {
  const { signal } = openInterrupt()
  const server = await serve(file, page, port)
  writeOutput(server.url)
  writeNote(`Showing ${JSON.stringify(file)}, as far as it goes and as it goes on. Ctrl-C ends this.`)
  if (isToOpen) await openBrowser(server.url)
  if (!signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }))
  await server.close()
}

async function serve(file: string, page: string, port: number | undefined): Promise<TrajectoryServer> {
  try {
    return await serveTrajectory(file, { page, port })
  } catch (error) {
    if (port === undefined) throw error
    throw new UsageError(
      `--port must be one that can be had; received ${port}: ${reasonOf(error)}. Leave it out for any.`,
    )
  }
}

async function save(file: string, page: string, output: string): Promise<void> {
  const html = await create(file, output)
  await pipeline(embedTrajectory(page, new TrajectoryLines(file).read()), html.createWriteStream())
}

async function create(file: string, output: string): Promise<FileHandle> {
  const given = JSON.stringify(output)
  if (await isSameFile(file, output))
    throw new UsageError(`--output must be another file than the trajectory; received ${given}. Give another path.`)
  return open(output, 'w').catch((error: unknown) => {
    throw new UsageError(
      `--output must be a file that can be written; received ${given}: ${reasonOf(error)}. Give another path.`,
    )
  })
}

async function isSameFile(one: string, other: string): Promise<boolean> {
  const [a, b] = await Promise.all([one, other].map((path) => stat(path).catch(() => undefined)))
  return a !== undefined && b !== undefined && a.ino === b.ino && a.dev === b.dev
}
