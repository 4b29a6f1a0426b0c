import { readFile, stat, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Browser, Page } from 'playwright-core'
import { build } from 'vite'
import { embedTrajectory } from '../src/viewer/embed.ts'
import { launchBrowser } from '../test/support/browser.ts'
import { recordedCalls } from './engine/recorded-calls.ts'
import { type EngineRow, engineTable } from './engine/row.ts'
import { inDirectory } from './engine/temporary-directory.ts'
import { medians } from './measure.ts'
import type { Sizes } from './sizes.ts'

const CALLS = 20_000
const SHOWN = CALLS.toLocaleString('en-US')
const BYTES_PER_KB = 1000

/** A word of one prompt in ten thousand. */
const RARE_WORD = 'part 12345?'

/** What the page of a large trajectory takes in a real browser, and how large the page itself is. */
export async function viewer({ longRounds }: Sizes): Promise<string> {
  return inDirectory(async (directory) => {
    await build({ configFile: resolve('src/viewer/vite.config.ts'), build: { outDir: directory } })
    const page = join(directory, 'viewer.html')
    const file = join(directory, 'run.html')
    await writeFile(file, embedTrajectory(await readFile(page, 'utf8'), recordedCalls(CALLS).trimEnd().split('\n')))
    const samples = await inBrowser(async (browser) => {
      const taken: Sample[] = []
      for (let round = 0; round < longRounds; round += 1) taken.push(await sample(browser, pathToFileURL(file).href))
      return taken
    })
    return engineTable(rowsOf(medians(samples), (await stat(page)).size))
  })
}

type Sample = Record<'opened' | 'filtered' | 'searched', number>

function rowsOf({ opened, filtered, searched }: Sample, bytes: number): EngineRow[] {
  return [
    {
      figure: `Open the file of ${SHOWN} calls, to the last of them`,
      unit: 'ms',
      aim: { atMost: 2000 },
      value: opened,
    },
    { figure: 'Filter its calls by a text', unit: 'ms', aim: { atMost: 100 }, value: filtered },
    { figure: 'Search everything', unit: 'ms', aim: { atMost: 100 }, value: searched },
    { figure: 'The page without a trajectory', unit: 'KB', aim: { atMost: 120 }, value: bytes / BYTES_PER_KB },
  ]
}

async function inBrowser<Value>(use: (browser: Browser) => Promise<Value>): Promise<Value> {
  const browser = await launchBrowser()
  try {
    return await use(browser)
  } finally {
    await browser.close()
  }
}

/** One opening in a context of its own, without what an earlier one has left. */
async function sample(browser: Browser, url: string): Promise<Sample> {
  const context = await browser.newContext()
  try {
    const page = await context.newPage()
    const startedAt = performance.now()
    await page.goto(`${url}#sub-calls/0`)
    await page.getByText(`${SHOWN} of ${SHOWN}`).waitFor()
    const opened = performance.now() - startedAt
    const filtered = await typed(page, 'Filter by text', `1 of ${SHOWN}`)
    await page.getByLabel('Filter by text').fill('')
    return { opened, filtered, searched: await typed(page, 'Search everything', '1 ') }
  } finally {
    await context.close()
  }
}

/** From a text in a field to the frame that shows what it finds, by the clock of the page. */
async function typed(page: Page, field: string, expected: string): Promise<number> {
  return page.evaluate<number>(`(${IN_PAGE})(${JSON.stringify({ field, text: RARE_WORD, expected })})`)
}

const IN_PAGE = `async ({ field, text, expected }) => {
  const input = document.querySelector('[aria-label="' + field + '"]')
  const startedAt = performance.now()
  input.value = text
  input.dispatchEvent(new Event('input', { bubbles: true }))
  do await new Promise(requestAnimationFrame)
  while (!document.body.innerText.includes(expected))
  return performance.now() - startedAt
}`
