import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { describe, expect, it } from 'vitest'
import { TrajectoryDecoder } from '../../src/trajectory/decoder.ts'
import type { TrajectoryRecord } from '../../src/trajectory/format.ts'
import { parseTrajectory } from '../../src/trajectory/parser.ts'
import { block } from '../support/script.ts'
import { header, record } from './recordings.ts'

const SCRIPT = {
  root: [block('print(llm_query("x".repeat(200)))\nprint(rlm_query("a", "b"))'), block('FINAL("done")')],
  sub: () => block('FINAL("z".repeat(90))'),
}

const divergence = { type: 'replay-divergence', runId: 0, depth: 0, atMs: 1, message: 'told' }

/** The modules that come with a module, those of packages and of Node included. */
async function modulesOf(file: string): Promise<string[]> {
  const { metafile } = await build({
    entryPoints: [fileURLToPath(new URL(`../../src/trajectory/${file}`, import.meta.url))],
    bundle: true,
    write: false,
    metafile: true,
    format: 'esm',
    platform: 'node',
  })
  const { inputs } = metafile
  return Object.entries(inputs).flatMap(([path, { imports }]) => [path, ...imports.map((imported) => imported.path)])
}

async function decoded(decoder: TrajectoryDecoder, text: string): Promise<TrajectoryRecord[]> {
  const records: TrajectoryRecord[] = []
  for (const line of text.split('\n')) {
    const said = await decoder.push(line)
    if (said !== undefined) records.push(said)
  }
  return records
}

describe('the decoder', () => {
  it('needs neither zod nor Node, nor anything but files of this package', async () => {
    const foreign = /zod|node_modules|^node:/
    expect((await modulesOf('decoder.ts')).filter((path) => foreign.test(path))).toEqual([])
    // What the check would find.
    expect((await modulesOf('parser.ts')).filter((path) => foreign.test(path))).not.toEqual([])
  })

  it('gives the same records as the parser, at once where no text is compressed', async () => {
    const { text } = await record(SCRIPT, { maxDepth: 2 })
    const decoder = new TrajectoryDecoder()
    const records = text.split('\n').map((line) => decoder.push(line))
    const { header, events } = await parseTrajectory(text)
    expect(records.filter((said) => said !== undefined)).toEqual([header, ...events])
    expect(decoder.tornLines).toBe(0)
  })

  it('gives them behind a promise for each compressed text', async () => {
    const { text } = await record(SCRIPT, { trajectory: { directory: '', compress: true }, maxDepth: 2 })
    expect(text).toContain('"deflate":')
    const { header, events } = await parseTrajectory(text)
    expect(await decoded(new TrajectoryDecoder(), text)).toEqual([header, ...events])
  })

  it.each([
    ['nothing', ''],
    ['a header of another format', JSON.stringify({ ...header, version: 2 })],
    ['a header without options', JSON.stringify({ ...header, options: null })],
    ['no JSON', 'once upon a time'],
    ['a list', '[1]'],
  ])('counts the lines of a file that begins with %s as torn', async (_, first) => {
    const decoder = new TrajectoryDecoder()
    expect(await decoded(decoder, `${first}\n${JSON.stringify(divergence)}`)).toEqual([])
    expect(decoder.tornLines).toBe(first === '' ? 1 : 2)
  })

  it.each([
    ['no object', '5'],
    ['no JSON', '{"type":"fin'],
    ['no type', '{}'],
    ['a type that is no name', '{"type":{}}'],
    ['a text without an id', '{"type":"text","text":"lost"}'],
    ['a text that is none', '{"type":"text","id":1,"text":5}'],
    ['a text that is no deflate', '{"type":"text","id":1,"deflate":"AAAA"}'],
    ['a deflate that is no base64', '{"type":"text","id":1,"deflate":"?"}'],
    ['a text that is not there', '{"type":"replay-divergence","atMs":1,"message":{"$":"7"}}'],
    ['a part that is none', '{"type":"replay-divergence","atMs":1,"message":{"$":[{}]}}'],
    ['messages that are none', '{"type":"model-call-start","id":3,"parentId":2,"messages":5}'],
    ['a message that is none', '{"type":"model-call-start","id":3,"parentId":2,"messages":{"add":[null]}}'],
    ['a conversation that is not there', '{"type":"model-call-start","id":3,"messages":{"after":1,"keep":1,"add":[]}}'],
    ['an end of nothing', '{"type":"sub-call-end","id":3,"atMs":1}'],
    ['a run that has not begun', '{"type":"final","runId":4,"atMs":1,"answer":"","source":"code"}'],
    ['usage that is none', '{"type":"model-call-end","id":3,"atMs":1,"text":"","usage":5}'],
  ])('counts a line with %s as torn, and goes on', async (_, line) => {
    const decoder = new TrajectoryDecoder()
    const records = await decoded(decoder, [JSON.stringify(header), line, JSON.stringify(divergence)].join('\n'))
    expect(records).toMatchObject([{ type: 'trajectory' }, { message: 'told' }])
    expect(decoder.tornLines).toBe(1)
  })

  it('says nothing of types of a later version', async () => {
    const decoder = new TrajectoryDecoder()
    expect(await decoded(decoder, `${JSON.stringify(header)}\n{"type":"dream"}\n{"type":"toString"}`)).toHaveLength(1)
    expect(decoder.tornLines).toBe(0)
  })
})
