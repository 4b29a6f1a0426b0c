import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { serveTrajectory } from '../../src/viewer/serve.ts'
import { launchBrowser } from '../support/browser.ts'
import { GrowingFile } from './growing-file.ts'
import { builtPage, watchPage } from './page/open-page.ts'
import { busyRun, variedRun } from './page/runs.ts'

let browser: Browser
beforeAll(async () => {
  browser = await launchBrowser()
})
afterAll(() => browser.close())

interface LivePage {
  page: Page
  misdeeds: string[]
  file: GrowingFile
  close: () => Promise<void>
}

/** A page that follows a file; `lines` are in it already. */
async function following(lines: readonly string[]): Promise<LivePage> {
  const file = new GrowingFile()
  file.write(...lines)
  const server = await serveTrajectory(file.path, { page: await builtPage(), pollMs: 5 })
  onTestFinished(() => server.close())
  const watched = await watchPage(browser, server.url)
  onTestFinished(() => watched.page.close())
  await watched.page.locator('[data-source="live"], [data-source="whole"]').waitFor({ state: 'attached' })
  return { ...watched, file, close: server.close }
}

const linesOf = (text: string): string[] => text.trimEnd().split('\n')
const LIST = `document.querySelector('.list')`
const rowCount = async (page: Page) => Number(await page.locator('.list').getAttribute('aria-rowcount')) - 1
const isAtEnd = (page: Page) =>
  page.evaluate(
    `(({ scrollTop, clientHeight, scrollHeight }) => scrollTop + clientHeight >= scrollHeight - 4)(${LIST})`,
  )

describe('the page of a run that goes on', () => {
  it('grows as lines come, up to the answer', async () => {
    const lines = linesOf(await variedRun())
    const half = lines.findIndex((line) => line.includes('"sub-call-start"')) + 3
    const { page, misdeeds, file } = await following(lines.slice(0, half))
    const status = page.locator('.run-status')
    await expect.poll(() => status.textContent()).toContain('running')
    expect(await page.getByText('Live', { exact: true }).count()).toBe(1)
    await page.locator('.bar[data-status="running"]').first().waitFor()
    const before = await rowCount(page)
    file.write(...lines.slice(half))
    await expect.poll(() => status.textContent()).toContain('answered')
    expect(await rowCount(page)).toBeGreaterThan(before)
    expect(await page.locator('.answer-text').textContent()).toContain('6 notes are about travel')
    expect(await page.locator('.bar[data-status="running"]').count()).toBe(0)
    expect(await page.getByText('Live', { exact: true }).count()).toBe(0)
    expect(misdeeds).toEqual([])
  })

  it('lets running bars grow while nothing comes', async () => {
    const lines = linesOf(await variedRun())
    const { page } = await following(
      lines.slice(
        0,
        lines.findIndex((line) => line.includes('"block-start"')),
      ),
    )
    const duration = page.locator('.rows .row').first().locator('.figure').first()
    const before = await duration.textContent()
    await expect.poll(() => duration.textContent()).not.toBe(before)
  })

  it('ends with its last row: there is nothing below to scroll to', async () => {
    const { page } = await following(linesOf(busyRun(400)))
    const gap = `(${LIST}).getBoundingClientRect().bottom - document.querySelector('.rows').getBoundingClientRect().bottom`
    await expect.poll(() => rowCount(page)).toBeGreaterThan(400)
    await page.evaluate(`${LIST}.scrollTo(0, 1e9)`)
    expect(Math.abs(await page.evaluate<number>(gap))).toBeLessThan(4)
  })

  it('keeps the newest end in sight until the reader moves, and then the place', async () => {
    const lines = linesOf(busyRun(400))
    const { page, file } = await following(lines.slice(0, 600))
    const follow = page.getByRole('button', { name: 'Follow' })
    await expect.poll(() => isAtEnd(page)).toBe(true)
    const before = await rowCount(page)
    file.write(...lines.slice(600, 900))
    await expect.poll(() => rowCount(page)).toBeGreaterThan(before)
    await expect.poll(() => isAtEnd(page)).toBe(true)
    await page.evaluate(`${LIST}.scrollTo(0, 500)`)
    await expect.poll(() => follow.getAttribute('aria-pressed')).toBe('false')
    const between = await rowCount(page)
    file.write(...lines.slice(900, 1200))
    await expect.poll(() => rowCount(page)).toBeGreaterThan(between)
    expect(await page.evaluate(`${LIST}.scrollTop`)).toBe(500)
    await follow.click()
    await expect.poll(() => isAtEnd(page)).toBe(true)
  })

  it('says when its server is gone, and keeps what came', async () => {
    const lines = linesOf(await variedRun())
    const { page, close } = await following(lines.slice(0, 12))
    await expect.poll(() => rowCount(page)).toBeGreaterThan(0)
    await close()
    await page.getByText('Reconnecting…').waitFor()
    expect(await rowCount(page)).toBeGreaterThan(0)
  })
})
