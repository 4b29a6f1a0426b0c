import { readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { block, recorder, scriptedRLM } from './support/script.ts'

const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8')
const blocks = Array.from(readme.matchAll(/^```js\n([^]*?)^```$/gm), ([, source = '']) => source)

const sourceOf = (file: string): Promise<string> => readFile(new URL(`../src/${file}`, import.meta.url), 'utf8')

/** A row of a table with a name in code. */
const inTable = (name: string): RegExp => new RegExp(`^\\| .*\`${name}[\`.]`, 'm')

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

  it.each([
    ['option', 'options.ts', 'RLMOptions', 'maxDepth'],
    ['option of a run', 'run-options.ts', 'RunOptions', 'schema'],
  ])('names every %s', async (_, file, type, known) => {
    const source = await sourceOf(file)
    const [, options = ''] = new RegExp(`^export interface ${type}\\b.*\\{([^]*?)^\\}`, 'm').exec(source) ?? []
    const names = Array.from(options.matchAll(/^ {2}(\w+)\?:/gm), ([, name = '']) => name)
    expect(names).toContain(known)
    for (const name of names) expect(readme).toMatch(inTable(name))
  })

  it('names every code of an error', async () => {
    const codes = Array.from(
      (await sourceOf('errors.ts')).matchAll(/^ {2}\| '([\w-]+)' \/\//gm),
      ([, code = '']) => code,
    )
    expect(codes).toContain('no-answer')
    for (const code of codes) expect(readme).toMatch(inTable(code))
  })

  it('names every event', async () => {
    const types = Array.from((await sourceOf('run/events.ts')).matchAll(/\btype: '([\w-]+)'/g), ([, type = '']) => type)
    expect(types).toContain('model-call-delta')
    for (const type of types) expect(readme).toMatch(inTable(type.replace(/^model-call(?!-start)/, '')))
  })
})
