import { fileURLToPath } from 'node:url'
import { build } from 'vite'
import { vi } from 'vitest'

const CONFIG = fileURLToPath(new URL('../../src/viewer/vite.config.ts', import.meta.url))

/** Builds the viewer's page, `viewer.html`, into a directory, as the package has it. */
export async function buildPage(directory: string): Promise<void> {
  // With that of a test, it would be a page for developers.
  vi.stubEnv('NODE_ENV', 'production')
  try {
    await build({ configFile: CONFIG, mode: 'production', build: { outDir: directory } })
  } finally {
    vi.unstubAllEnvs()
  }
}
