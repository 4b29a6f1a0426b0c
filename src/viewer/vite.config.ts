import { createHash } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { defineConfig, type Plugin } from 'vite'
import { viteSingleFile } from 'vite-plugin-singlefile'

/**
 * Lets the page run its own script and nothing else: whatever a trajectory might smuggle into the page, no script of it
 * runs and no address but the page's own is asked.
 */
const contentSecurityPolicy: Plugin = {
  name: 'content-security-policy',
  enforce: 'post',
  generateBundle: {
    order: 'post',
    handler(_options, bundle) {
      for (const file of Object.values(bundle)) {
        if (file.type === 'asset' && typeof file.source === 'string') file.source = withPolicy(file.source)
      }
    },
  },
}

function withPolicy(page: string): string {
  const policy = [
    "default-src 'none'",
    `script-src ${hashesOf(page, /<script type="module"[^>]*>([\s\S]*?)<\/script>/g)}`,
    `style-src ${hashesOf(page, /<style[^>]*>([\s\S]*?)<\/style>/g)}`,
    "connect-src 'self'",
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ')
  return page.replace('<head>', () => `<head>\n    <meta http-equiv="Content-Security-Policy" content="${policy}" />`)
}

function hashesOf(page: string, pattern: RegExp): string {
  const hashes = [...page.matchAll(pattern)].map(
    ([, text = '']) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`,
  )
  if (hashes.length === 0) throw new Error(`The built page must hold what ${pattern.source} finds; it does not.`)
  return hashes.join(' ')
}

/** Builds the page into one file, `dist/viewer.html`. */
export default defineConfig({
  root: fileURLToPath(new URL('page', import.meta.url)),
  logLevel: 'warn',
  plugins: [viteSingleFile({ removeViteModuleLoader: true }), contentSecurityPolicy],
  // Calls of `h` with their children behind each other are some kilobytes shorter than objects with a field `children`.
  oxc: {
    jsx: { runtime: 'classic', pragma: 'h', pragmaFrag: 'Fragment' },
    jsxInject: "import { Fragment, h } from 'preact'",
  },
  build: {
    outDir: fileURLToPath(new URL('../../dist', import.meta.url)),
    emptyOutDir: false,
    // The first that know `light-dark`, which would else be written twice as long.
    target: ['chrome123', 'firefox120', 'safari17.5'],
    rolldownOptions: { input: fileURLToPath(new URL('page/viewer.html', import.meta.url)) },
  },
})
