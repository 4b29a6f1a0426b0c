import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { openSandbox } from './sandboxes.ts'

const MILLION = 1_000_000
const PIECE_CHARS = 1024 * 1024

/** Sends the context back through a model call, as the only way out that changes nothing. */
async function roundTrip(text: string): Promise<string> {
  let received = ''
  const sandbox = await openSandbox({}, async ({ prompt }) => {
    received += prompt
    return { text: '' }
  })
  await sandbox.load('context', { kind: 'text', text })
  const source = `for (let i = 0; i < context.length; i += ${4 * MILLION}) llm_query(context.slice(i, i + ${4 * MILLION}))`
  const result = await sandbox.runBlock(source)
  expect(result.error).toBeUndefined()
  return received
}

function digest(text: string): string {
  return createHash('sha256').update(Buffer.from(text, 'utf16le')).digest('hex')
}

describe('load', () => {
  it.each([
    ['one-byte text', 'abcdé\u0000ÿ\n'.repeat((20 * MILLION) / 8)],
    ['two-byte text', 'añ€漢😀'.repeat((20 * MILLION) / 6)],
    ['text that widens in its last character', `${'x'.repeat(20 * MILLION)}€`],
    [
      'lone surrogates and pairs across pieces',
      `${'x'.repeat(PIECE_CHARS - 1)}😀\ud800${'y'.repeat(PIECE_CHARS)}\udc00`,
    ],
    ['text that fills its pieces exactly', 'z'.repeat(2 * PIECE_CHARS)],
  ])('brings %s over unchanged', async (_, text) => {
    expect(digest(await roundTrip(text))).toBe(digest(text))
  })

  it('loads empty text', async () => {
    const sandbox = await openSandbox()
    await sandbox.load('context', { kind: 'text', text: '' })
    expect(await sandbox.runBlock('context === ""')).toMatchObject({ result: 'true' })
  })

  it('sets any variable, which then does not count among the blocks’ own', async () => {
    const sandbox = await openSandbox()
    await sandbox.load('context', { kind: 'text', text: 'c' })
    await sandbox.load('history', { kind: 'json', text: '["a"]' })
    const { result, variables } = await sandbox.runBlock('const own = 1; history.push("b"); context + history')
    expect([result, variables]).toEqual(["'ca,b'", ['own: number = 1']])
    expect((await sandbox.runBlock('SHOW_VARS()')).result).toContain('Variables: own')
    await sandbox.load('history', { kind: 'text', text: 'anew' })
    expect((await sandbox.runBlock('history')).result).toBe("'anew'")
  })

  it('appends what it sets to a list, which is of the host’s making as well', async () => {
    const sandbox = await openSandbox()
    await sandbox.load('context_1', { kind: 'json', text: '["a"]' }, { appendTo: 'contexts' })
    await sandbox.load('context_2', { kind: 'text', text: 'b' }, { appendTo: 'contexts' })
    await sandbox.load('history', { kind: 'text', text: 'h' })
    const { result, variables } = await sandbox.runBlock('[contexts, contexts[0] === context_1]')
    expect([result, variables]).toEqual(["[ [ [ 'a' ], 'b' ], true ]", []])
  })

  it.each(['', 'a b', 'context'])('refuses to append to %j', async (appendTo) => {
    const sandbox = await openSandbox()
    const loading = sandbox.load('context', { kind: 'text', text: '' }, { appendTo })
    await expect(loading).rejects.toThrow(/^`appendTo` must be (an identifier|another variable)/)
    expect((await sandbox.runBlock('typeof context')).result).toBe("'undefined'")
  })

  it('refuses to append to the REPL’s own names, and sets nothing', async () => {
    const sandbox = await openSandbox()
    const loading = sandbox.load('context', { kind: 'text', text: '' }, { appendTo: 'print' })
    await expect(loading).rejects.toMatchObject({
      code: 'sandbox',
      message: expect.stringContaining('`print` belongs to the REPL'),
    })
    expect((await sandbox.runBlock('typeof context')).result).toBe("'undefined'")
  })

  it.each(['', 'a b', '1st', 'a.b', 'x\n'])('refuses the name %j', async (name) => {
    const sandbox = await openSandbox()
    await expect(sandbox.load(name, { kind: 'text', text: '' })).rejects.toThrow(/`name` must be an identifier/)
  })

  it('refuses the REPL’s own names', async () => {
    const sandbox = await openSandbox()
    const loading = sandbox.load('llm_query', { kind: 'text', text: '' })
    await expect(loading).rejects.toMatchObject({
      code: 'sandbox',
      message: expect.stringContaining('belongs to the REPL'),
    })
    expect(await sandbox.runBlock('typeof llm_query')).toMatchObject({ result: "'function'" })
  })

  it('parses JSON', async () => {
    const sandbox = await openSandbox()
    await sandbox.load('context', { kind: 'json', text: '{"docs":["a","b"]}' })
    expect(await sandbox.runBlock('context.docs.length')).toMatchObject({ result: '2' })
  })

  it('says so where the text is no JSON, and can be called again', async () => {
    const sandbox = await openSandbox()
    await expect(sandbox.load('context', { kind: 'json', text: '{' })).rejects.toMatchObject({ code: 'sandbox' })
    await sandbox.load('context', { kind: 'text', text: 'second' })
    expect((await sandbox.runBlock('context')).result).toContain('second')
  })

  it('rejects where the sandbox has no room, naming the limit', async () => {
    const sandbox = await openSandbox({ memoryMb: 64 })
    const text = `[${'[1,2,3],'.repeat(8 * MILLION)}0]`
    await expect(sandbox.load('context', { kind: 'json', text })).rejects.toMatchObject({
      code: 'sandbox',
      message: expect.stringContaining('64 MiB'),
    })
  })

  it('holds a context that it was told the size of', async () => {
    const text = 'x'.repeat(300 * MILLION)
    const sandbox = await openSandbox({ contextBytes: text.length })
    await sandbox.load('context', { kind: 'text', text })
    expect(await sandbox.runBlock('context.length')).toMatchObject({ result: '300000000' })
  })
})
