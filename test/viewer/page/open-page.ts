import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { embedTrajectory } from '../../../src/viewer/embed.ts'
import { buildPage } from '../../support/build-page.ts'
import { temporaryDirectory } from '../../storage/temporary-directory.ts'

let html: Promise<string> | undefined

/** The page as it is built, without a trajectory; built once for each file of tests. */
export function builtPage(): Promise<string> {
  return (html ??= readBuiltPage())
}

async function readBuiltPage(): Promise<string> {
  const directory = temporaryDirectory()
  await buildPage(directory)
  return readFile(join(directory, 'viewer.html'), 'utf8')
}

/** Writes a page that holds a trajectory; gives its address. */
export async function writePage(trajectory: string): Promise<string> {
  const path = join(temporaryDirectory(), 'run.html')
  const pieces = embedTrajectory(await builtPage(), trajectory.trimEnd().split('\n'))
  await writeFile(path, pieces)
  return pathToFileURL(path).href
}

/** A page and what it did that it must not do. */
export interface WatchedPage {
  page: Page
  /** Errors and warnings of the console, exceptions, dialogs, and addresses that are not its own. */
  misdeeds: string[]
}

/**
 * Opens a page in a context of its own, and watches it and what it goes on to: nothing may be asked for but files and
 * what the page's own server has.
 */
export async function watchPage(
  browser: Browser,
  url: string,
  options: BrowserContextOptions = {},
): Promise<WatchedPage> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...options })
  const page = await context.newPage()
  const misdeeds: string[] = []
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) misdeeds.push(`${message.type()}: ${message.text()}`)
  })
  page.on('pageerror', (error) => misdeeds.push(`exception: ${error.message}`))
  page.on('dialog', (dialog) => {
    misdeeds.push(`dialog: ${dialog.message()}`)
    void dialog.dismiss()
  })
  page.on('request', (request) => {
    if (!isOwn(new URL(request.url()), new URL(url))) misdeeds.push(`request: ${request.url()}`)
  })
  await page.goto(url)
  return { page, misdeeds }
}

/** Opens a page that holds its trajectory, and waits until it is read. */
export async function openWhole(
  browser: Browser,
  url: string,
  options: BrowserContextOptions = {},
): Promise<WatchedPage> {
  const watched = await watchPage(browser, url, options)
  await isRead(watched.page)
  return watched
}

/** Waits until the page has read what it holds. */
export async function isRead(page: Page): Promise<void> {
  await page.locator('[data-source="whole"]').waitFor({ state: 'attached' })
}

function isOwn(asked: URL, own: URL): boolean {
  return ['file:', 'data:'].includes(asked.protocol) || (own.protocol.startsWith('http') && asked.origin === own.origin)
}
