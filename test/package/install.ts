import { cp, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { REPOSITORY, runProgram } from './commands.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** A project that has nothing installed but the packed package. */
    consumer: string
  }
}

/** Builds and packs the package, installs the tarball in an empty project, and gives the tests its directory. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const consumer = await mkdtemp(join(tmpdir(), 'rlm-consumer-'))
  const remove = (): Promise<void> => rm(consumer, { recursive: true, force: true })
  try {
    await installPackage(consumer)
  } catch (error) {
    await remove()
    throw error
  }
  project.provide('consumer', consumer)
  return remove
}

async function installPackage(consumer: string): Promise<void> {
  // Packing builds first, as publishing does: `prepare` runs.
  await runProgram('npm', ['pack', '--silent', '--pack-destination', consumer], { cwd: REPOSITORY })
  const tarball = (await readdir(consumer)).find((name) => name.endsWith('.tgz')) ?? ''
  await writeFile(join(consumer, 'package.json'), JSON.stringify({ name: 'consumer', private: true }))
  await cp(join(REPOSITORY, 'test/package/consumer'), consumer, { recursive: true })
  const options = ['--prefer-offline', '--no-audit', '--no-fund', '--loglevel', 'error']
  await runProgram('npm', ['install', ...options, `./${tarball}`], { cwd: consumer })
}
