import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchBrowser } from '../support/browser.ts'
import { builtPage, openWhole, writePage } from './page/open-page.ts'
import { variedRun } from './page/runs.ts'

const LEAST_CONTRAST = 4.5

let browser: Browser
let trajectory: Promise<string> | undefined
beforeAll(async () => {
  browser = await launchBrowser()
})
afterAll(() => browser.close())

async function opened(colorScheme: 'light' | 'dark', width = 1440): Promise<Page> {
  const url = await writePage(await (trajectory ??= variedRun()))
  return (await openWhole(browser, url, { colorScheme, viewport: { width, height: 900 } })).page
}

/** Each text in sight with too little contrast to what is behind it. */
const PALE_TEXTS = `(least) => {
  const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true })
  const channels = (colour) => {
    canvas.clearRect(0, 0, 1, 1)
    canvas.fillStyle = colour
    canvas.fillRect(0, 0, 1, 1)
    return [...canvas.getImageData(0, 0, 1, 1).data]
  }
  const groundOf = (element) => {
    for (let at = element; at !== null; at = at.parentElement) {
      const ground = channels(getComputedStyle(at).backgroundColor)
      if (ground[3] === 255) return ground
    }
    return [255, 255, 255, 255]
  }
  const luminance = (colour) => {
    const [red, green, blue] = colour.map((value) => value / 255).map((value) => value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
  }
  const pale = []
  for (const element of document.querySelectorAll('.viewer *')) {
    const hasText = [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim() !== '')
    if (!hasText || !element.checkVisibility()) continue
    const [one, other] = [luminance(channels(getComputedStyle(element).color)), luminance(groundOf(element))].sort((a, b) => b - a)
    const contrast = (one + 0.05) / (other + 0.05)
    if (contrast < least) pale.push(element.className + ' ' + element.textContent.slice(0, 20) + ' ' + contrast.toFixed(2))
  }
  return pale
}`

describe('the page', () => {
  it('is one file of less than 120 KB that asks for nothing', async () => {
    const html = await builtPage()
    expect(Buffer.byteLength(html)).toBeLessThan(120_000)
    expect(html).toContain("default-src 'none'")
    expect(html).not.toMatch(/<(?:script|link|img)[^>]+(?:src|href)="(?!data:)/)
  })

  it.each(['light', 'dark'] as const)('has texts that stand out from what is behind them, in %s', async (scheme) => {
    const page = await opened(scheme)
    for (const view of ['1', '2', '3', '4', '?']) {
      await page.keyboard.press(view)
      await page.keyboard.press('j')
      await expect.poll(() => page.evaluate(`(${PALE_TEXTS})(${LEAST_CONTRAST})`)).toEqual([])
    }
  })

  it('tells kinds and failures without colours: by a name, a shape and a mark', async () => {
    const page = await opened('light')
    const rows = page.locator('.timeline .rows .row')
    const names = new Set(await rows.locator('.icon').allTextContents())
    expect([...names].sort()).toEqual(['Block ', 'Nested run ', 'Reply ', 'Run ', 'Sub-call ', 'Tool call ', 'Turn '])
    const shapes = await page.evaluate(
      `new Set([...document.querySelectorAll('.rows .icon path')].map((path) => path.getAttribute('d'))).size`,
    )
    expect(shapes).toBe(names.size)
    const failed = rows.filter({ has: page.locator('.bar[data-status="failed"]') })
    expect(await failed.count()).toBe(2)
    for (const row of await failed.all()) expect(await row.textContent()).toMatch(/✕ failed.*✕/)
    await page.emulateMedia({ forcedColors: 'active' })
    expect(await failed.first().locator('.bar-failed').isVisible()).toBe(true)
  })

  it('stands still for readers who want that', async () => {
    const page = await opened('light')
    await page.emulateMedia({ reducedMotion: 'reduce' })
    await page.keyboard.press('?')
    const animation = `getComputedStyle(document.querySelector('.legend .bar[data-status="running"]')).animationName`
    expect(await page.evaluate(animation)).toBe('none')
    await page.emulateMedia({ reducedMotion: 'no-preference' })
    expect(await page.evaluate(animation)).toBe('breathe')
  })

  it('fits a narrow window in each view', async () => {
    const page = await opened('light', 420)
    for (const view of ['1', '2', '3', '4']) {
      await page.keyboard.press(view)
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(420)
    }
    expect(await page.locator('.detail').count()).toBe(0)
  })

  it('says without scripts that it needs them', async () => {
    const url = await writePage(await (trajectory ??= variedRun()))
    const context = await browser.newContext({ javaScriptEnabled: false })
    const page = await context.newPage()
    await page.goto(url)
    expect(await page.locator('noscript').innerText()).toContain('JavaScript')
    await context.close()
  })
})
