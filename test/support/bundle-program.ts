import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build, type BuildOptions } from 'esbuild'
import { bundlePlugin } from '../../tsup.config.ts'

/** Makes one file of a program, `?bundle` imports and all, that every supported Node can run; returns its path. */
export async function bundleProgram(program: URL, directory: string): Promise<string> {
  const entry = fileURLToPath(program)
  const outfile = join(directory, `${basename(entry, '.ts')}.mjs`)
  const plugins = [bundlePlugin]
  // Some dependencies are CommonJS inside and ask for a `require`.
  const banner = { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url)" }
  const options: BuildOptions = { bundle: true, format: 'esm', platform: 'node', target: 'node22', plugins, banner }
  await build({ ...options, entryPoints: [entry], outfile, logLevel: 'error' })
  return outfile
}
