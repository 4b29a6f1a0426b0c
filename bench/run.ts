import { fileURLToPath, pathToFileURL } from 'node:url'
import { build } from 'esbuild'
import { bundlePlugin } from '../tsup.config.ts'

const PROGRAMS = [
  import.meta.resolve('./suite.ts'),
  import.meta.resolve('./fresh-host.ts'),
  import.meta.resolve('./engine/endpoint-program.ts'),
  import.meta.resolve('./engine/fresh-runs-program.ts'),
]
const OUTPUT_DIRECTORY = fileURLToPath(new URL('../node_modules/.cache/bench/', import.meta.url))

/** Builds the programs of the benchmark from the sources, as the package itself is built, and runs the suite. */
async function main(): Promise<void> {
  await build({
    entryPoints: PROGRAMS.map((url) => fileURLToPath(url)),
    outdir: OUTPUT_DIRECTORY,
    entryNames: '[name]',
    outExtension: { '.js': '.mjs' },
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node22',
    packages: 'external',
    plugins: [bundlePlugin],
  })
  await import(pathToFileURL(`${OUTPUT_DIRECTORY}suite.mjs`).href)
}

await main()
