import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import type { Browser } from 'playwright-core'
import { launchBrowser } from '../support/browser.ts'

const run = promisify(execFile)
const REPOSITORY = fileURLToPath(new URL('../..', import.meta.url))
const PICTURES = join(REPOSITORY, 'docs/viewer')

/** The examples, and the place of the page that shows most of each. */
const PLACES = {
  simple: '#turns/0',
  needle: '#turns/0',
  'multi-doc': '#timeline/0',
  aggregation: '#sub-calls/0',
  logs: '#turns/0',
  recursion: '#timeline/0',
} as const

const VIEWPORT = { width: 1280, height: 800 }

/** Runs an example with the offline model, and writes the page of its run as the built command line does. */
async function writePage(example: string, directory: string): Promise<string> {
  const [runs, page] = [join(directory, example), join(directory, `${example}.html`)]
  const env = { ...process.env, OPENAI_API_KEY: '', OPENAI_BASE_URL: '' }
  await run(process.execPath, ['examples/run.ts', example, '--log', runs], { cwd: REPOSITORY, env })
  await run(process.execPath, ['dist/cli.js', 'view', runs, '-o', page], { cwd: REPOSITORY, env })
  return pathToFileURL(page).href
}

async function takePictures(browser: Browser, example: keyof typeof PLACES, url: string): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    const context = await browser.newContext({ viewport: VIEWPORT, colorScheme })
    const page = await context.newPage()
    await page.goto(`${url}${PLACES[example]}`)
    await page.getByText('answered').first().waitFor()
    await page.screenshot({ path: join(PICTURES, `${example}-${colorScheme}.png`), animations: 'disabled' })
    await context.close()
  }
}

/** Takes the pictures of `docs/viewer.md` anew: what the page makes of the runs of the examples, in light and dark. */
async function main(): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'rlm-pictures-'))
  const browser = await launchBrowser()
  try {
    await mkdir(PICTURES, { recursive: true })
    for (const example of Object.keys(PLACES) as (keyof typeof PLACES)[]) {
      await takePictures(browser, example, await writePage(example, directory))
    }
  } finally {
    await browser.close()
    await rm(directory, { recursive: true })
  }
}

await main()
