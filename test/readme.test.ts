import { readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { block, recorder, scriptedRLM } from './support/script.ts'

const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8')
const blocks = Array.from(readme.matchAll(/^```js\n([^]*?)^```$/gm), ([, source = '']) => source)

describe('the README', () => {
  it('shows blocks that run, one after the other in one REPL', async () => {
    await using script = await scriptedRLM({ root: blocks.map(block) })
    const { onEvent, of } = recorder()
    const messages = 'The magic number is 7.\nMy parcel came late.\n'.repeat(4000)
    expect(await script.rlm.run(messages, 'What do customers complain about?', { onEvent })).toMatchObject({
      iterations: blocks.length,
      answer: expect.stringContaining('A(What do customers complain about most?') as string,
    })
    expect(of('block-end').map(({ result }) => result?.error)).toEqual(blocks.map(() => undefined))
    expect(blocks.length).toBeGreaterThan(3)
  })

  it('names every option', async () => {
    const source = await readFile(new URL('../src/options.ts', import.meta.url), 'utf8')
    const [, options = ''] = /^export interface RLMOptions \{([^]*?)^\}/m.exec(source) ?? []
    const names = Array.from(options.matchAll(/^ {2}(\w+)\?:/gm), ([, name = '']) => name)
    expect(names).toContain('maxDepth')
    for (const name of names) expect(readme).toMatch(new RegExp(`^\\| .*\`${name}[\`.]`, 'm'))
  })
})
