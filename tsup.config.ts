import { readdir, readFile, writeFile } from 'node:fs/promises'
import { type BuildOptions, build, type Plugin } from 'esbuild'
import { defineConfig, type Options } from 'tsup'

const BUNDLE_SUFFIX = '?bundle'

/** Options shared by every bundle that becomes a string: one expression whose value is the entry's `default` export. */
const STRING_BUNDLE: BuildOptions = {
  bundle: true,
  write: false,
  format: 'iife',
  globalName: 'bundle',
  banner: { js: '(() => {' },
  footer: { js: 'return bundle.default })()' },
  platform: 'neutral',
  mainFields: ['module', 'main'],
  target: 'node22',
  minifySyntax: true,
  minifyWhitespace: true,
  legalComments: 'none',
  logLevel: 'silent',
}

/** Bundles a file into the text of one script that evaluates to the file's default export. */
export async function bundleToString(file: string): Promise<string> {
  const { outputFiles } = await build({ ...STRING_BUNDLE, entryPoints: [file], plugins: [bundlePlugin] })
  return outputFiles?.[0]?.text ?? ''
}

/**
 * `import source from './main.ts?bundle'` gives the bundled file as a string. The sandbox hands that string to its
 * child over stdin, so that neither file permissions nor a user's bundler can come between them.
 */
export const bundlePlugin: Plugin = {
  name: 'bundle-to-string',
  setup(pluginBuild) {
    pluginBuild.onResolve({ filter: /\?bundle$/ }, async ({ path, resolveDir, kind }) => {
      const { path: file, errors } = await pluginBuild.resolve(path.slice(0, -BUNDLE_SUFFIX.length), {
        resolveDir,
        kind,
      })
      return { path: file, namespace: 'bundle', errors }
    })
    pluginBuild.onLoad({ filter: /.*/, namespace: 'bundle' }, async ({ path }) => ({
      contents: await bundleToString(path),
      loader: 'text',
    }))
  },
}

/** The command line is built on the package as its users have it, instead of on a second copy of its code. */
const packagePlugin: Plugin = {
  name: 'package-as-it-is-published',
  setup(pluginBuild) {
    const published = (name: string) => ({ path: `./${name}.js`, external: true })
    pluginBuild.onResolve({ filter: /^recursive-language-model$/ }, () => published('index'))
    pluginBuild.onResolve({ filter: /^\.\.\/index\.ts$/ }, () => published('index'))
    pluginBuild.onResolve({ filter: /^\.\.\/trajectory\/index\.ts$/ }, () => published('trajectory'))
  },
}

/**
 * The package checks options and messages with the parts of zod that it takes, built in: to load all of zod would be
 * most of what importing the package costs. The schemas that it exports are of the zod that the program has.
 */
const zodPlugin: Plugin = {
  name: 'parts-of-zod',
  setup(pluginBuild) {
    pluginBuild.onResolve({ filter: /^zod$/ }, ({ path, importer }) =>
      /[\\/]src[\\/]trajectory[\\/]/.test(importer) ? { path, external: true } : undefined,
    )
  },
}

/** Packages of others of which parts are built into the scripts, the sandbox's program or the viewer's page. */
const BUILT_IN = ['acorn', 'preact', 'sugar-high', 'tsup', 'zod']

/** Writes down whose they are, as their licenses ask for. */
async function writeLicenses(): Promise<void> {
  const licenses = await Promise.all(BUILT_IN.map(licenseOf))
  await writeFile('dist/third-party-licenses.txt', licenses.join(`\n${'-'.repeat(80)}\n\n`))
}

async function licenseOf(name: string): Promise<string> {
  const directory = `node_modules/${name}`
  const { version, license } = JSON.parse(await readFile(`${directory}/package.json`, 'utf8')) as Record<string, string>
  const file = (await readdir(directory)).find((file) => /^licen[cs]e/i.test(file))
  const text = file === undefined ? '' : `\n${await readFile(`${directory}/${file}`, 'utf8')}`
  return `${name} ${version}, ${license}\n${text}`
}

const SHARED: Options = { target: 'node22', platform: 'node', splitting: true, sourcemap: true }

export default defineConfig([
  {
    ...SHARED,
    entry: { index: 'src/index.ts', testing: 'src/testing.ts', trajectory: 'src/trajectory/index.ts' },
    format: ['esm', 'cjs'],
    dts: true,
    external: ['openai', '@opentelemetry/api'],
    noExternal: ['zod'],
    shims: true,
    esbuildPlugins: [bundlePlugin, zodPlugin],
  },
  {
    ...SHARED,
    entry: { cli: 'src/cli/main.ts' },
    format: 'esm',
    esbuildPlugins: [packagePlugin],
    onSuccess: writeLicenses,
  },
])
