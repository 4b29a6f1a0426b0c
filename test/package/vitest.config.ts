import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

/** Tests of the package as users get it: built, packed and installed. They take a minute, so `npm test` leaves them out. */
export default defineConfig({
  root: fileURLToPath(new URL('../..', import.meta.url)),
  test: {
    include: ['test/package/*.spec.ts'],
    globalSetup: ['test/package/install.ts'],
    pool: 'forks',
    testTimeout: 180_000,
    hookTimeout: 300_000,
  },
})
