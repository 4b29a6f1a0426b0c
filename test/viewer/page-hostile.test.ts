import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { errorBody } from '../support/chat-server.ts'
import { launchBrowser } from '../support/browser.ts'
import { block } from '../support/script.ts'
import { record } from '../trajectory/recordings.ts'
import { openWhole, type WatchedPage, watchPage, writePage } from './page/open-page.ts'

let browser: Browser
beforeAll(async () => {
  browser = await launchBrowser()
})
afterAll(() => browser.close())

const ATTACKS = [
  '</script><script>globalThis.ran = true; alert(1)</script>',
  `<img src="https://attacker.example/a" onerror="globalThis.ran = true"><!--<script>`,
  '$& $1 $` javascript:alert(1) {{7*7}} __proto__ constructor',
]

/** A run in which each text is an attack. */
async function attacked(): Promise<WatchedPage> {
  const all = ATTACKS.join('\n')
  const source = `const attack = ${JSON.stringify(all).replaceAll('</', String.raw`<\/`)}
const __proto__x = { ["__proto__"]: attack }
print(attack)
const answer = llm_query(attack)
print(answer)
await evil({ __proto__x: attack })`
  const tool = { description: all, execute: () => ({ ['__proto__']: all }) }
  const { text } = await record(
    {
      root: [
        { status: 500, body: errorBody(all, 'server_error') },
        `${all}\n${block(source)}`,
        block(`throw new Error(attack)`),
        block('FINAL(attack)'),
      ],
      sub: () => all,
    },
    { tools: { evil: tool }, model: 'root-model' },
    { context: all, query: all },
  )
  return openWhole(browser, await writePage(text))
}

/** Looks at every view and at the detail of every row. */
async function readAll({ page }: WatchedPage): Promise<string> {
  const texts: string[] = []
  for (const view of ['1', '2', '3', '4']) {
    await page.keyboard.press(view)
    await page.keyboard.press('Home')
    for (let row = 0; row < 14; row += 1) {
      texts.push(await page.locator('.viewer').innerText())
      await page.keyboard.press('j')
    }
  }
  return texts.join('\n')
}

describe('hostile texts', () => {
  it('are read as what they are: nothing of them runs, and nothing is asked of anybody', async () => {
    const watched = await attacked()
    const seen = await readAll(watched)
    for (const attack of ATTACKS) expect(seen).toContain(attack)
    expect(watched.misdeeds).toEqual([])
    expect(
      await watched.page.evaluate('[globalThis.ran, ({}).polluted, document.images.length, document.scripts.length]'),
    ).toEqual([undefined, undefined, 0, 2])
  })

  it('cannot hide: invisible characters have names, and no text turns its neighbours around', async () => {
    const hidden = 'safe\u202Etxt.exe\u2066 zero\u200Bwidth bell\u0007 half\uD800 tag\u{E0041} end'
    const { text } = await record(
      { root: [block(`print(${JSON.stringify(hidden)})\nFINAL("done")`)] },
      {},
      { query: hidden },
    )
    const { page, misdeeds } = await openWhole(browser, await writePage(text))
    const question = page.getByRole('heading', { level: 1 })
    expect(await question.locator('.invisible').allTextContents()).toEqual([
      'U+202E',
      'U+2066',
      'U+200B',
      'U+0007',
      'U+D800',
      'U+E0041',
    ])
    expect(await page.evaluate(`getComputedStyle(document.querySelector('h1')).unicodeBidi`)).toBe('isolate')
    expect(await page.title()).toBe(
      'safe⟨U+202E⟩txt.exe⟨U+2066⟩ zero⟨U+200B⟩width bell⟨U+0007⟩ half⟨U+D800⟩ tag⟨U+E0041⟩ end',
    )
    expect(misdeeds).toEqual([])
  })

  it('of 10 MB in one line come in steps, and are copied whole', async () => {
    const { text } = await record({ root: [block('FINAL("x".repeat(10_000_000))')] })
    const { page, misdeeds } = await openWhole(browser, await writePage(text))
    const answer = page.locator('.detail').getByRole('region', { name: 'Answer' })
    const more = answer.getByRole('button', { name: /Show more/ })
    expect(await more.textContent()).toContain('4,000 of 10,000,000 characters are shown')
    await more.click()
    await expect.poll(() => more.textContent()).toContain('20,000 of 10,000,000')
    expect(
      await page.evaluate(
        `[...document.querySelectorAll('.text-body')].every((body) => body.scrollWidth <= body.clientWidth)`,
      ),
    ).toBe(true)
    await page.evaluate(
      `Object.defineProperty(navigator, 'clipboard', { value: { writeText: async (text) => { globalThis.copied = text.length } } })`,
    )
    await answer.getByRole('button', { name: 'Copy answer' }).click()
    await expect.poll(() => page.evaluate('globalThis.copied')).toBe(10_000_000)
    expect(misdeeds).toEqual([])
  })

  it('that are no trajectory are told as that', async () => {
    const { page } = await openNothing('{"type":"something"}\n')
    expect(await page.locator('.source').textContent()).toMatch(/Not read to its end/)
    expect(await page.locator('.empty').textContent()).toContain('rlm view')
  })
})

async function openNothing(text: string): Promise<WatchedPage> {
  const watched = await watchPage(browser, await writePage(text))
  await watched.page.locator('[data-source="failed"]').waitFor({ state: 'attached' })
  return watched
}
