import { describe, expect, it } from 'vitest'
import { inflate } from '../../src/trajectory/inflate.ts'
import { embedTrajectory } from '../../src/viewer/embed.ts'

const PAGE = '<html><script type="text/plain" id="trajectory"></script><script>$("#trajectory")</script></html>'

async function embedded(lines: Iterable<string>, page = PAGE): Promise<string> {
  const pieces: string[] = []
  for await (const piece of embedTrajectory(page, lines)) pieces.push(piece)
  return pieces.join('')
}

/** What a page that has the text of the element reads: all up to the first end of a script. */
function textIn(html: string): Promise<string> {
  const [, after = ''] = html.split('id="trajectory">')
  return inflate(after.slice(0, after.toLowerCase().indexOf('</script')))
}

describe('a trajectory in a page', () => {
  it.each([
    ['an end of a script', 'a</script><script>alert(1)</script>b'],
    ['an end of a script in other letters', '</ScRiPt\n>'],
    ['what opens a comment and a script', '<!-- <script>'],
    ['what replaces texts', "$& $' $` $1 $$"],
    ['line ends of JavaScript', 'a\u2028b\u2029c'],
    ['halves of letters', '\ud83d and \ude00'],
    ['a null and other control characters', '\u0000\u0007\u001b[31m\r\n'],
    ['names of every object', '__proto__ constructor'],
    ['ten million letters', 'some letters <b'.repeat(700_000)],
  ])('keeps %s letter for letter', async (_, text) => {
    const line = JSON.stringify({ type: 'text', id: text.slice(0, 9), text })
    expect((await textIn(await embedded([line, line]))) === `${line}\n${line}\n`).toBe(true)
  })

  it('leaves the rest of the page as it is', async () => {
    const html = await embedded(['{"a":"<"}'])
    expect(html.replace(/(id="trajectory">)[\w+/=]+/, '$1')).toBe(PAGE)
  })

  it('is a fraction of its lines', async () => {
    const lines = Array.from({ length: 20_000 }, (_, id) => JSON.stringify({ type: 'sub-call-end', atMs: id * 3, id }))
    const html = await embedded(lines)
    expect(html.length).toBeLessThan(lines.join('\n').length / 4)
    expect((await textIn(html)) === `${lines.join('\n')}\n`).toBe(true)
  })

  it('fails as its lines do', async () => {
    const lines = async function* () {
      yield '{}'
      throw new Error('the disk is gone')
    }
    const drain = async (): Promise<void> => {
      for await (const _ of embedTrajectory(PAGE, lines())) continue
    }
    await expect(drain()).rejects.toThrow('the disk is gone')
  })

  it('needs a page with a place for it', async () => {
    await expect(embedded([], '<html></html>')).rejects.toThrow(/must have an empty element `script` with the id/)
  })
})
