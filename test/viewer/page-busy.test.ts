import { performance } from 'node:perf_hooks'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchBrowser } from '../support/browser.ts'
import { openWhole, writePage } from './page/open-page.ts'
import { busyRun } from './page/runs.ts'

const CALLS = 20_000

let browser: Browser
let opened: Promise<Page> | undefined

beforeAll(async () => {
  browser = await launchBrowser()
})
afterAll(() => browser.close())

/** The page over a run of 20,000 calls, opened once. */
function busyPage(): Promise<Page> {
  return (opened ??= openBusy())
}

async function openBusy(): Promise<Page> {
  const { page, misdeeds } = await openWhole(browser, await writePage(busyRun(CALLS)))
  expect(misdeeds).toEqual([])
  return page
}

const elements = async (page: Page) => Number(await page.evaluate('document.querySelectorAll("*").length'))

describe('a run of 20,000 calls', () => {
  it('is read whole into a page of few elements', async () => {
    const page = await busyPage()
    expect(await page.getByRole('treegrid').getAttribute('aria-rowcount')).toBe(String(CALLS + 4))
    expect(await page.locator('.overview').textContent()).toContain('at most 8 at once')
    expect(await elements(page)).toBeLessThan(2_500)
  })

  it('is scrolled to its end, and its last row is the last call', async () => {
    const page = await busyPage()
    await page.keyboard.press('End')
    await page.locator('.row', { hasText: `Part ${CALLS - 1} ` }).waitFor()
    await page.keyboard.press('Home')
    await page.locator('.row', { hasText: 'Turn 1' }).waitFor()
    expect(await elements(page)).toBeLessThan(2_500)
  })

  it('is filtered and searched while the page stays responsive', async () => {
    const page = await busyPage()
    await page.keyboard.press('3')
    const count = page.locator('.toolbar .count')
    await page.getByLabel('Filter by text').fill('part 1234')
    await expect.poll(() => count.textContent()).toBe('11 of 20,000')
    await page.getByLabel('Filter by text').fill('')
    await page.getByLabel('Status').selectOption('✕ Failed')
    await expect.poll(() => count.textContent()).toBe('200 of 20,000')
    const startedAt = performance.now()
    await page.locator('#search').fill('says 139986')
    await expect.poll(() => page.locator('.results-count').textContent()).toBe('1 place has it')
    // Many times what it takes: the machine of a test may be busy with others.
    expect(performance.now() - startedAt).toBeLessThan(5_000)
    await page.keyboard.press('Enter')
    await page.locator('#row-20001[aria-selected="true"]').waitFor()
  })

  it('tells its errors in a list of their own', async () => {
    const page = await busyPage()
    await page.getByRole('button', { name: '200 errors: show them' }).click()
    await page.getByRole('listbox').getByRole('option').first().waitFor()
    expect(await page.getByRole('option').first().getAttribute('aria-setsize')).toBe('200')
    expect(await elements(page)).toBeLessThan(2_500)
  })
})
