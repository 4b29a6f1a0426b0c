import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchBrowser } from '../support/browser.ts'
import { isRead, type WatchedPage, watchPage, writePage } from './page/open-page.ts'
import { PROSE, variedRun } from './page/runs.ts'

let browser: Browser
let trajectory: Promise<string> | undefined
let shared: Promise<WatchedPage> | undefined

beforeAll(async () => {
  browser = await launchBrowser()
})
afterAll(() => browser.close())

/** Opens the page over the same run each time, as if for the first time. */
async function opened(hash = ''): Promise<Page> {
  const url = await writePage(await (trajectory ??= variedRun()))
  const { page, misdeeds } = await (shared ??= watchPage(browser, 'about:blank'))
  await page.goto('about:blank')
  await page.goto(`${url}${hash}`)
  await isRead(page)
  expect(misdeeds).toEqual([])
  return page
}

const chosenName = (page: Page) => page.locator('.list [aria-selected="true"]').first().textContent()

describe('the header', () => {
  it('says what was asked and answered, and what it took', async () => {
    const page = await opened()
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('How many of the notes are about travel?')
    expect(await page.locator('.run-status').textContent()).toContain('answered')
    expect(await page.locator('.answer-text').textContent()).toBe(
      '6 notes are about travel. All of them speak of trains.',
    )
    expect(await page.title()).toBe('How many of the notes are about travel?')
    const figures = await page.locator('.metric').allTextContents()
    expect(figures).toContain('Modelroot-model')
    expect(figures).toContain('Costunknown')
    expect(figures).toContain('Calls18')
  })

  it('leads to the errors and retries that it counts', async () => {
    const page = await opened()
    await page.getByRole('button', { name: '2 errors: show them' }).click()
    const errors = page.getByRole('listbox', { name: 'Problems' }).getByRole('option')
    expect(await errors.count()).toBe(2)
    expect(await errors.last().textContent()).toContain('ReferenceError')
    await page.getByRole('button', { name: '1 retries: show them' }).click()
    expect(await errors.first().textContent()).toContain('The server is overloaded')
  })
})

describe('the timeline', () => {
  it('has a row for each node, with its level, its name and its figures', async () => {
    const page = await opened()
    const grid = page.getByRole('treegrid', { name: 'Timeline' })
    const rows = grid.getByRole('row')
    expect(Number(await grid.getAttribute('aria-rowcount'))).toBeGreaterThan(30)
    expect(await rows.nth(1).getAttribute('aria-level')).toBe('1')
    expect(await rows.nth(1).getAttribute('aria-expanded')).toBe('true')
    expect(await rows.nth(2).textContent()).toMatch(/^Turn Turn 1/)
    expect(await rows.filter({ hasText: 'failed' }).count()).toBe(2)
    expect(await rows.filter({ hasText: '↻ 1' }).textContent()).toContain('Reply')
  })

  it('shows concurrency: bars of calls that were open at once overlap', async () => {
    const page = await opened()
    const calls = page.locator('.bar[data-kind="sub-call"]')
    const [first, second] = [await calls.nth(0).boundingBox(), await calls.nth(1).boundingBox()]
    expect(first?.x).toBeLessThan((second?.x ?? 0) + (second?.width ?? 0))
    expect(second?.x).toBeLessThan((first?.x ?? 0) + (first?.width ?? 0))
    expect(await page.locator('.overview').textContent()).toContain('at most 12 at once')
  })

  it('folds by a click and keeps what is chosen', async () => {
    const page = await opened()
    const grid = page.getByRole('treegrid')
    const before = Number(await grid.getAttribute('aria-rowcount'))
    await page.locator('.row', { hasText: 'Turn 2' }).locator('.twisty').click()
    await expect.poll(async () => Number(await grid.getAttribute('aria-rowcount'))).toBe(before - 14)
    await page.getByRole('button', { name: 'Fold all', exact: true }).click()
    await expect.poll(async () => Number(await grid.getAttribute('aria-rowcount'))).toBe(7)
    expect(await chosenName(page)).toContain('How many of the notes')
  })
})

describe('the turns', () => {
  it('show the reply without its blocks, the code in colours, and what came of it', async () => {
    const page = await opened('#turns/0')
    const first = page.getByRole('article').first()
    expect(await first.locator('.turn-reply .text-body').allTextContents()).toEqual([
      PROSE,
      'Then I look each person up.',
    ])
    expect(await first.locator('.block-mark').allTextContents()).toEqual(['Block 1', 'Block 2'])
    expect(await first.locator('[data-token="keyword"]').first().textContent()).toBe('const')
    expect(await first.getByRole('region', { name: 'Output' }).textContent()).toContain('note 0 of the journey')
    expect(await first.locator('.turn-total').textContent()).toMatch(/^Σ [\d,]+ tokens/)
  })

  it('show an error with its place, its hint and the line of the code', async () => {
    const page = await opened('#turns/0')
    const turn = page.getByRole('article').filter({ hasText: 'Let me count.' })
    expect(await turn.getByRole('region', { name: /Error/ }).textContent()).toContain(
      'ReferenceError: total is not defined',
    )
    expect(await turn.getByRole('region', { name: 'Where' }).textContent()).toContain('> 1 | const sum')
    expect(await turn.getByRole('region', { name: 'Hint' }).textContent()).toContain('There are:')
    expect(await turn.locator('.line[data-wrong="true"]').textContent()).toContain('const sum')
  })

  it('mark the answer, and lead into the turns of nested runs and back', async () => {
    const page = await opened('#turns/0')
    expect(await page.getByRole('region', { name: 'FINAL' }).textContent()).toContain('6 notes are about travel')
    await page.getByRole('button', { name: 'Nested run Summarize' }).click()
    expect(await page.getByRole('article').textContent()).toContain('A run of its own.')
    await page.getByRole('navigation').getByRole('button', { name: 'Run', exact: true }).click()
    expect(await page.getByRole('article').count()).toBe(5)
  })
})

describe('the sub-calls', () => {
  it('are a table that a text and choices filter', async () => {
    const page = await opened('#sub-calls/0')
    const rows = page.getByRole('grid').getByRole('row')
    const shown = page.locator('.toolbar .count')
    expect(await shown.textContent()).toBe('15 of 15')
    await page.getByLabel('Status').selectOption('✕ Failed')
    await expect.poll(() => shown.textContent()).toBe('1 of 15')
    expect(await rows.nth(1).textContent()).toContain('The prompt was refused.')
    await page.getByLabel('Status').selectOption('Any status')
    await page.getByLabel('Filter by text').fill('NOTE 11')
    await expect.poll(() => shown.textContent()).toBe('1 of 15')
    await page.getByLabel('Filter by text').fill('')
    await page.getByLabel('Kind').selectOption('Tools')
    expect(await rows.nth(1).textContent()).toContain('lookup')
  })

  it('show the chosen one whole, with what it took', async () => {
    const page = await opened('#sub-calls/0')
    await page.getByRole('grid').getByRole('row').nth(2).click()
    const detail = page.getByRole('complementary', { name: 'Chosen' })
    expect(await detail.getByRole('region', { name: 'Prompt' }).textContent()).toContain('note 0 of the journey')
    expect(await detail.getByRole('region', { name: 'Answer' }).textContent()).toContain('yes')
    expect(await detail.locator('.fact').allTextContents()).toEqual(
      expect.arrayContaining(['Modelsub-model', 'Frommodel']),
    )
  })

  it('lead from a block to its own', async () => {
    const page = await opened('#turns/0')
    await page.getByRole('button', { name: '12 calls' }).click()
    expect(await page.locator('.toolbar .count').textContent()).toBe('12 of 15')
    await page.getByTitle('Show the calls of all blocks').click()
    await expect.poll(() => page.locator('.toolbar .count').textContent()).toBe('15 of 15')
  })
})

describe('the keys', () => {
  it('move, fold, go to the parent, and open', async () => {
    const page = await opened()
    await page.keyboard.press('j')
    expect(await chosenName(page)).toContain('Turn 1')
    await page.keyboard.press('ArrowDown')
    expect(await chosenName(page)).toContain('Reply')
    await page.keyboard.press('ArrowLeft')
    expect(await chosenName(page)).toContain('Turn 1')
    await page.keyboard.press('ArrowLeft')
    expect(await page.locator('[aria-selected="true"][role="row"]').getAttribute('aria-expanded')).toBe('false')
    await page.keyboard.press('j')
    expect(await chosenName(page)).toContain('Turn 2')
    await page.keyboard.press('End')
    await page.keyboard.press('k')
    expect(await chosenName(page)).toContain('Reply')
    await page.keyboard.press('Enter')
    await expect.poll(() => page.evaluate('document.activeElement.id')).toBe('detail')
    await page.keyboard.press('Escape')
    await expect.poll(() => page.evaluate('document.activeElement.getAttribute("role")')).toBe('treegrid')
  })

  it('tell a screen reader of the chosen row', async () => {
    const page = await opened()
    await page.keyboard.press('j')
    const active = await page.getByRole('treegrid').getAttribute('aria-activedescendant')
    expect(await page.locator(`#${active}`).textContent()).toContain('Turn 1')
  })

  it('switch between the views, from the tabs by arrows too', async () => {
    const page = await opened()
    await page.keyboard.press('3')
    expect(await page.getByRole('tab', { selected: true }).textContent()).toContain('Sub-calls')
    await page.getByRole('tab', { selected: true }).focus()
    await page.keyboard.press('ArrowRight')
    expect(await page.getByRole('tab', { selected: true }).textContent()).toContain('Problems')
    expect(await page.getByRole('tabpanel').getAttribute('aria-labelledby')).toBe('tab-problems')
  })

  it('are none of the page while a field is typed in, or with a modifier', async () => {
    const page = await opened('#sub-calls/0')
    await page.getByLabel('Filter by text').pressSequentially('1jt?')
    expect(await page.getByLabel('Filter by text').inputValue()).toBe('1jt?')
    expect(await page.getByRole('tab', { selected: true }).textContent()).toContain('Sub-calls')
    await page.keyboard.press('Escape')
    expect(await page.getByLabel('Filter by text').inputValue()).toBe('1jt?')
    await page.keyboard.press('Alt+1')
    expect(await page.getByRole('tab', { selected: true }).textContent()).toContain('Sub-calls')
  })

  it('are all in the help, which Escape closes', async () => {
    const page = await opened()
    await page.keyboard.press('?')
    const dialog = page.getByRole('dialog', { name: 'Keys and signs' })
    expect(await dialog.locator('kbd').allTextContents()).toEqual(
      expect.arrayContaining(['j', '/', 'Enter', 'c', 't', '?']),
    )
    await page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'detached' })
  })

  it('switch the theme, which is remembered', async () => {
    const page = await opened()
    const ground = () => page.evaluate('getComputedStyle(document.documentElement).backgroundColor')
    expect(await ground()).toBe('rgb(255, 255, 255)')
    await page.keyboard.press('t')
    await expect.poll(ground).toBe('rgb(19, 20, 23)')
    await page.reload()
    await expect.poll(ground).toBe('rgb(19, 20, 23)')
    expect(await page.getByRole('button', { name: 'Theme: dark' }).count()).toBe(1)
    await page.evaluate('localStorage.clear()')
  })
})

describe('the search', () => {
  it('finds every text, marks the hit, and Enter goes there', async () => {
    const page = await opened('#problems/0')
    await page.keyboard.press('/')
    await page.keyboard.type('SPEAK of trains')
    const options = page.getByRole('listbox', { name: 'Found' }).getByRole('option')
    await expect.poll(() => options.count()).toBeGreaterThan(3)
    expect(await options.first().locator('mark').textContent()).toBe('speak of trains')
    expect(await options.first().getAttribute('aria-selected')).toBe('true')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('ArrowDown')
    const name = await options.nth(2).locator('.result-name').textContent()
    await page.keyboard.press('Enter')
    await options.first().waitFor({ state: 'detached' })
    expect(await page.getByRole('tab', { selected: true }).textContent()).toContain('Timeline')
    expect(name).toContain((await page.locator('.detail h3').textContent())?.slice(0, 5))
    expect(await page.locator('.detail mark').first().textContent()).toBe('speak of trains')
  })

  it('says when nothing has it, and Escape leaves', async () => {
    const page = await opened()
    await page.keyboard.press('/')
    await page.keyboard.type('no such text')
    expect(await page.locator('.results-count').textContent()).toBe('Nothing has it')
    await page.keyboard.press('Escape')
    expect(await page.locator('#search').inputValue()).toBe('')
    await expect.poll(() => page.evaluate('document.activeElement.getAttribute("role")')).toBe('treegrid')
  })
})

describe('a text', () => {
  it('is copied whole, by the old way where there is no clipboard', async () => {
    const page = await opened('#timeline/0')
    await page.evaluate(
      `Object.defineProperty(navigator, 'clipboard', { value: undefined })
       document.addEventListener('copy', () => { globalThis.copied = document.activeElement.value })`,
    )
    await page.getByRole('region', { name: 'Answer' }).getByRole('button').click()
    await page.getByText('Copied', { exact: true }).waitFor()
    expect(await page.evaluate('copied')).toBe('6 notes are about travel. All of them speak of trains.')
    await page.keyboard.press('Escape')
    await page.keyboard.press('j')
    await page.keyboard.press('j')
    await page.keyboard.press('c')
    await expect.poll(() => page.evaluate('copied')).toContain(PROSE)
  })
})

describe('the address', () => {
  it('names the view and what is chosen, and opens the page there', async () => {
    const page = await opened()
    await page.keyboard.press('j')
    await page.keyboard.press('j')
    await expect.poll(() => page.evaluate('location.hash')).toBe('#timeline/2')
    await opened('#timeline/14')
    expect(await page.locator('[aria-selected="true"][role="row"]').getAttribute('id')).toBe('row-14')
    await page.evaluate(`location.hash = '#sub-calls/14'`)
    await page.getByRole('grid', { name: 'Sub-calls' }).waitFor()
  })
})
