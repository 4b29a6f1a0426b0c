import { createServer, type ServerResponse } from 'node:http'
import { once } from 'node:events'
import { describe, expect, it, onTestFinished } from 'vitest'
import { parseTrajectory } from '../../src/trajectory/parser.ts'
import { serveTrajectory } from '../../src/viewer/serve.ts'
import { followLines } from '../../src/viewer/source/follow-lines.ts'
import { readText } from '../../src/viewer/source/read-text.ts'
import type { SourceListener, SourceState } from '../../src/viewer/source/source-state.ts'
import type { TrajectoryRecord } from '../../src/trajectory/format.ts'
import { GrowingFile, recordedLines } from './growing-file.ts'

const FAST = [1, 1, 1]
const never = new AbortController().signal

/** What a page is told. */
class Told implements SourceListener {
  readonly records: TrajectoryRecord[] = []
  readonly states: SourceState[] = []
  batches = 0
  tornLines = 0
  /** Called at every record or state. */
  onTold: () => void = () => undefined

  readonly onRecords: SourceListener['onRecords'] = (records, tornLines) => {
    this.records.push(...records)
    this.batches += 1
    this.tornLines = tornLines
    this.onTold()
  }

  readonly onState: SourceListener['onState'] = (state) => {
    this.states.push(state)
    this.onTold()
  }

  get kinds(): string[] {
    return this.states.map(({ kind }) => kind)
  }

  /** Resolves when so much has been told. */
  until(condition: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      this.onTold = () => condition() && resolve()
      this.onTold()
    })
  }
}

function textOf(lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join('')
}

async function recordedRecords(): Promise<TrajectoryRecord[]> {
  const { header, events } = await parseTrajectory(textOf(await recordedLines()))
  return [header, ...events]
}

/** A server that answers each request as it is told, in order, the last one again and again; gives its address. */
async function answering(...answers: ((response: ServerResponse, from: string) => void)[]): Promise<string> {
  let asked = 0
  const server = createServer((request, response) => {
    answers[Math.min(asked++, answers.length - 1)]?.(response, request.url ?? '')
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const address = server.address()
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/token/`
}

describe('a page that holds its trajectory', () => {
  it('reads it whole', async () => {
    const told = new Told()
    await readText(`\n${textOf(await recordedLines())}  `, told, never)
    expect(told.records).toEqual(await recordedRecords())
    expect(told.states).toEqual([{ kind: 'reading' }, { kind: 'whole' }])
  })

  it('reads a long one in slices, between which others have their turn', async () => {
    const [header = '', ...rest] = await recordedLines()
    const long = Array.from({ length: 60_000 }, (_, id) =>
      JSON.stringify({ type: 'text', id: `long ${id}`, text: 'long' }),
    )
    const told = new Told()
    let turns = 0
    const timer = setInterval(() => (turns += 1), 1)
    await readText(textOf([header, ...rest.slice(0, 4), ...long, ...rest.slice(4)]), told, never)
    clearInterval(timer)
    expect(told.records).toEqual(await recordedRecords())
    expect(turns).toBeGreaterThan(1)
    expect(told.batches).toBeGreaterThan(1)
  })

  it('says how many lines are torn', async () => {
    const lines = await recordedLines()
    const told = new Told()
    await readText(textOf([...lines.slice(0, 3), '{}', '{"type":', ...lines.slice(3)]), told, never)
    expect(told.tornLines).toBe(2)
    expect(told.records).toEqual(await recordedRecords())
  })

  it.each([['once upon a time\n'], ['{}\n{}\n'], ['[]']])('says so where it cannot be read: %j', async (text) => {
    const told = new Told()
    await readText(text, told, never)
    expect(told.states.at(-1)).toMatchObject({
      kind: 'failed',
      message: expect.stringMatching(/must hold a trajectory.*rlm view/) as string,
    })
  })

  it('stops where it is told to', async () => {
    const told = new Told()
    await readText(textOf(await recordedLines()), told, AbortSignal.abort())
    expect([told.records, told.kinds]).toEqual([[], ['reading']])
  })
})

describe('a page that follows its server', () => {
  it('reads a run as it is written, up to its end', async () => {
    const file = new GrowingFile()
    const lines = await recordedLines()
    const { url, close } = await serveTrajectory(file.path, { page: '', pollMs: 5 })
    onTestFinished(close)
    const told = new Told()
    const following = followLines(told, { url, signal: never })
    file.write(lines[0] ?? '')
    await told.until(() => told.records.length === 1)
    file.write(...lines.slice(1))
    await following
    expect(told.records).toEqual(await recordedRecords())
    expect(told.kinds).toEqual(['reading', 'live', 'whole'])
  })

  it('goes on where a connection breaks off, be it in a line, without loss and without repeats', async () => {
    const lines = await recordedLines()
    const asked: string[] = []
    const upTo = (count: number, part: number) => (response: ServerResponse, url: string) => {
      asked.push(url)
      const from = Number(url.split('=')[1])
      response.writeHead(200)
      response.write(textOf(lines.slice(from, count)) + (lines[count] ?? '').slice(0, part), () => response.destroy())
    }
    const all = (response: ServerResponse, url: string) =>
      void response.end(textOf(lines.slice(Number(url.split('=')[1]))))
    const breaks = [upTo(2, 5), upTo(3, 0), upTo(5, 9), upTo(6, 1), upTo(7, 0)]
    const url = await answering(...breaks, all)
    const told = new Told()
    await followLines(told, { url, signal: never, delaysMs: FAST })
    expect(told.records).toEqual(await recordedRecords())
    expect(asked[0]).toBe('/token/lines?from=0')
    expect(told.kinds.filter((kind) => kind === 'reconnecting').length).toBe(5)
    expect(told.kinds.at(-1)).toBe('whole')
  })

  it('keeps what it has where its server is gone for good, and says so', async () => {
    const file = new GrowingFile()
    const [header = ''] = await recordedLines()
    file.write(header)
    const { url, close } = await serveTrajectory(file.path, { page: '', pollMs: 5 })
    const told = new Told()
    const following = followLines(told, { url, signal: never, delaysMs: FAST })
    await told.until(() => told.records.length === 1)
    await close()
    await following
    expect(told.records).toHaveLength(1)
    expect(told.kinds).toEqual(['reading', 'live', 'reconnecting', 'reconnecting', 'reconnecting', 'failed'])
    expect(told.states.at(-1)?.message).toMatch(/has ended; what it told is kept\. Start `rlm view` again/)
  })

  it('asks no more where another program has taken its place', async () => {
    const url = await answering((response) => response.writeHead(404).end())
    const told = new Told()
    await followLines(told, { url, signal: never })
    expect(told.kinds).toEqual(['reading', 'failed'])
  })

  it('says what its server says of a file that is no longer there', async () => {
    const file = new GrowingFile()
    file.write('once upon a time')
    const { url, close } = await serveTrajectory(file.path, { page: '' })
    onTestFinished(close)
    const told = new Told()
    await followLines(told, { url, signal: never })
    expect(told.states.at(-1)).toMatchObject({
      kind: 'failed',
      message: expect.stringContaining('must begin with its header') as string,
    })
  })

  it('ends when it is told to, also while it waits', async () => {
    const controller = new AbortController()
    const url = await answering((response) => response.destroy())
    const told = new Told()
    const following = followLines(told, { url, signal: controller.signal, delaysMs: [1_000_000] })
    await told.until(() => told.kinds.includes('reconnecting'))
    controller.abort()
    await following
    expect(told.kinds).toEqual(['reading', 'reconnecting'])
  })
})
