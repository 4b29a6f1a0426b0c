import { fileURLToPath } from 'node:url'
import { defineConfig, type Plugin } from 'vitest/config'
import { bundleToString } from '../tsup.config.ts'

/** What `bundlePlugin` does for the build, for the tests, which run the sources. */
const bundleToStringPlugin: Plugin = {
  name: 'bundle-to-string',
  enforce: 'pre',
  async load(id) {
    if (!id.endsWith('?bundle')) return undefined
    return `export default ${JSON.stringify(await bundleToString(id.slice(0, -'?bundle'.length)))}`
  },
}

export default defineConfig({
  root: fileURLToPath(new URL('..', import.meta.url)),
  plugins: [bundleToStringPlugin],
  // The examples import the package by its name; tests run its sources, not the last build.
  resolve: {
    alias: [
      { find: /^recursive-language-model$/, replacement: fileURLToPath(new URL('../src/index.ts', import.meta.url)) },
    ],
  },
  test: {
    include: ['test/**/*.test.ts'],
    pool: 'forks',
    // A cached bundle would not notice a change in the files that it was made of.
    fsModuleCache: false,
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
})
