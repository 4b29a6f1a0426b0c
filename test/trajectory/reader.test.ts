import { appendFileSync, chmodSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { TrajectoryRecord } from '../../src/trajectory/format.ts'
import { parseTrajectory } from '../../src/trajectory/parser.ts'
import { followTrajectory, loadTrajectory, readTrajectory, TrajectoryFile } from '../../src/trajectory/reader.ts'
import { failureOf } from '../support/failure.ts'
import { block } from '../support/script.ts'
import { temporaryDirectory } from '../storage/temporary-directory.ts'
import { header, record } from './recordings.ts'

const divergence = { type: 'replay-divergence', runId: 0, depth: 0, atMs: 1, message: 'told' }

let recorded: Promise<string> | undefined

/** The text of a whole trajectory; made once. */
function whole(): Promise<string> {
  const script = { root: [block('print("y".repeat(500))'), block('FINAL("z".repeat(90))')] }
  recorded ??= record(script).then(({ text }) => text)
  return recorded
}

function fileOf(text: string): string {
  const path = join(temporaryDirectory(), 'run.jsonl')
  writeFileSync(path, text)
  return path
}

function linesOf(...lines: object[]): string {
  return lines.map((line) => `${JSON.stringify(line)}\n`).join('')
}

async function all<Value>(values: AsyncIterable<Value>): Promise<Value[]> {
  const list: Value[] = []
  for await (const value of values) list.push(value)
  return list
}

describe('a trajectory that cannot be read', () => {
  it.each([
    ['is empty', '', /must begin with its header; ".*run\.jsonl" is empty/],
    [
      'is foreign JSON',
      linesOf({ type: 'metadata' }),
      /the first line of ".*run\.jsonl" is something else\. Give a file/,
    ],
    ['is no JSON', 'once upon a time\n', /is something else/],
    [
      'is newer',
      linesOf({ ...header, version: 2, library: '9.1.0' }),
      /must be of format 1; ".*run\.jsonl" is of format 2, written by recursive-language-model 9\.1\.0\. Read it with/,
    ],
  ])('says so where it %s', async (_, text, message) => {
    const path = fileOf(text)
    for (const read of [loadTrajectory, (path: string) => all(readTrajectory(path))]) {
      const error = await failureOf(read(path))
      expect(error).toMatchObject({ code: 'storage' })
      expect(error.message).toMatch(message)
    }
    expect(await failureOf(parseTrajectory(text))).toMatchObject({ code: 'storage' })
  })

  it('says so where it is missing or a directory', async () => {
    const directory = temporaryDirectory()
    const missing = await failureOf(loadTrajectory(join(directory, 'none.jsonl')))
    expect(missing.message).toMatch(/must exist to be read; there is no ".*none\.jsonl"\. Check the path/)
    expect((await failureOf(loadTrajectory(directory))).message).toMatch(/must be a file; .* is none/)
  })

  it.skipIf(process.platform === 'win32' || process.getuid?.() === 0)(
    'says so where this user may not read it',
    async () => {
      const path = fileOf(await whole())
      chmodSync(path, 0o000)
      expect((await failureOf(loadTrajectory(path))).message).toMatch(/must be readable; .* Check its permissions/)
    },
  )
})

describe('a trajectory that was damaged', () => {
  it('gives what is before the place where it was cut, wherever that is', async () => {
    const text = await whole()
    const { events } = await parseTrajectory(text)
    const firstLine = text.indexOf('\n') + 1
    for (let cut = firstLine; cut < text.length; cut += 211) {
      const part = await loadTrajectory(fileOf(text.slice(0, cut)))
      expect(part.isComplete).toBe(false)
      expect(part.tornLines).toBe(0)
      expect(part.events).toEqual(events.slice(0, part.events.length))
    }
  })

  it('leaves out torn lines, and those that refer to what is not there, and counts them', async () => {
    const withoutTexts = (await whole())
      .split('\n')
      .filter((line) => !line.startsWith('{"type":"text"'))
      .join('\n')
    const broken = await parseTrajectory(withoutTexts)
    expect(broken.tornLines).toBeGreaterThan(0)
    expect(broken.events.length).toBeGreaterThan(0)
    const torn = linesOf(header, divergence).concat('{"type":"fin\n', linesOf(divergence, { ...divergence, atMs: 'x' }))
    expect(await parseTrajectory(torn)).toMatchObject({ events: [{ atMs: 1 }, { atMs: 1 }], tornLines: 2 })
  })

  it.each([
    ['a text that is no deflate', { type: 'text', id: 'a', deflate: 'AAAA' }],
    ['a text without an id', { type: 'text', text: 'lost' }],
    [
      'messages after a call that is not there',
      { ...divergence, type: 'model-call-start', messages: { after: 5, add: [] } },
    ],
    ['a list', [1]],
  ])('survives %s', async (_, line) => {
    expect(await parseTrajectory(linesOf(header, line, divergence))).toMatchObject({ events: [{}], tornLines: 1 })
  })

  it('survives a line that is nested deeper than any text', async () => {
    const deep = `{"type":"replay-divergence","runId":0,"depth":0,"atMs":1,"message":${'{"$":['.repeat(50_000)}${']}'.repeat(50_000)}}\n`
    expect(await parseTrajectory(linesOf(header) + deep + linesOf(divergence))).toMatchObject({
      events: [{ message: 'told' }],
      tornLines: 1,
    })
  })
})

describe('a trajectory of a later version of the same format', () => {
  it('is read without the events and fields that this version does not know', async () => {
    const text = linesOf({ ...header, more: 1 }, { ...divergence, type: 'dream' }, { ...divergence, mood: 'good' })
    const { events, tornLines } = await parseTrajectory(text)
    expect(events).toEqual([{ ...divergence, runId: header.runId }])
    expect(tornLines).toBe(0)
  })
})

describe('a trajectory that grows', () => {
  it('gives each event once, as soon as its line is whole', async () => {
    const bytes = Buffer.from(await whole())
    const path = fileOf('')
    const file = new TrajectoryFile(path)
    const records: TrajectoryRecord[] = []
    for (let from = 0; from < bytes.length; from += 333) {
      appendFileSync(path, bytes.subarray(from, from + 333))
      records.push(...(await all(file.read())))
    }
    expect(records).toEqual(await all(readTrajectory(fileOf(await whole()))))
  })

  it('goes on where a loop over it was left', async () => {
    const path = fileOf(await whole())
    const file = new TrajectoryFile(path)
    const records: TrajectoryRecord[] = []
    for (let count = 1; count <= 3; count += 1) {
      for await (const record of file.read()) {
        records.push(record)
        if (records.length % 4 === count) break
      }
    }
    records.push(...(await all(file.read())))
    expect(records).toEqual(await all(readTrajectory(path)))
  })

  it('is followed to the end of its run, or until the signal aborts', async () => {
    const text = await whole()
    const path = fileOf(text.slice(0, 1000))
    const types: string[] = []
    for await (const record of followTrajectory(path, { pollMs: 5 })) {
      if (types.length === 0) appendFileSync(path, text.slice(1000))
      types.push(record.type)
    }
    expect(types.at(-1)).toBe('run-end')
    const signal = AbortSignal.timeout(50)
    expect(await all(followTrajectory(fileOf(linesOf(header)), { signal, pollMs: 5 }))).toEqual([header])
    expect(readFileSync(path, 'utf8')).toBe(text)
  })
})
