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
  test: {
    include: ['test/**/*.test.ts'],
    pool: 'forks',
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
})
