import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { get, type IncomingMessage, request, type RequestOptions } from 'node:http'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { describe, expect, it, onTestFinished } from 'vitest'
import { type ServeOptions, serveTrajectory, type TrajectoryServer } from '../../src/viewer/serve.ts'
import { failureOf } from '../../src/viewer/source/failure-line.ts'
import { GrowingFile, recordedLines } from './growing-file.ts'

const PAGE =
  '<head><meta http-equiv="Content-Security-Policy" content="default-src \'none\'; connect-src \'self\'" /></head>'

async function serve(path: string, options: Partial<ServeOptions> = {}): Promise<TrajectoryServer> {
  const server = await serveTrajectory(path, { page: PAGE, pollMs: 5, ...options })
  onTestFinished(() => server.close())
  return server
}

/** A server of a whole recorded run. */
async function serveWhole(): Promise<TrajectoryServer & { port: number; token: string }> {
  const file = new GrowingFile()
  file.write(...(await recordedLines()))
  const server = await serve(file.path)
  const { port, pathname } = new URL(server.url)
  return { ...server, port: Number(port), token: pathname.slice(1, -1) }
}

/** A request as it is, whose path and host no client has put in order. */
function ask(port: number, path: string, options: RequestOptions = {}): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    request({ port, path, host: '127.0.0.1', agent: false, ...options }, resolve)
      .on('error', reject)
      .end()
  })
}

/** The lines that are sent, as they come. */
class Reading {
  readonly #lines: AsyncGenerator<string, void>
  readonly #controller = new AbortController()

  constructor(url: string, from = 0) {
    this.#lines = this.#read(`${url}lines?from=${from}`)
  }

  async take(count: number): Promise<string[]> {
    const taken: string[] = []
    while (taken.length < count) {
      const { value, done } = await this.#lines.next()
      if (done === true) throw new Error(`The lines ended after ${taken.length} of ${count}`)
      taken.push(value)
    }
    return taken
  }

  async rest(): Promise<string[]> {
    const rest: string[] = []
    for await (const line of this.#lines) rest.push(line)
    return rest
  }

  leave(): void {
    this.#controller.abort()
  }

  async *#read(url: string): AsyncGenerator<string, void> {
    const { body } = await fetch(url, { signal: this.#controller.signal })
    let begun = ''
    for await (const piece of body?.pipeThrough(new TextDecoderStream()) ?? []) {
      const [first = '', ...rest] = piece.split('\n')
      begun += first
      for (const next of rest) {
        yield begun
        begun = next
      }
    }
    if (begun !== '') throw new Error(`A line without its end was sent: ${begun}`)
  }
}

describe('the server of a trajectory', () => {
  it('sends the page to whoever has its address, and with it what a browser is to hold to', async () => {
    const { url } = await serveWhole()
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/[\w-]{32}\/$/)
    const response = await fetch(url)
    expect(await response.text()).toBe(PAGE)
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': "default-src 'none'; connect-src 'self'; frame-ancestors 'none'",
      'cache-control': 'no-store',
      'cross-origin-resource-policy': 'same-origin',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
    })
    expect(response.headers.has('access-control-allow-origin')).toBe(false)
  })

  it('answers to the name of this machine as well', async () => {
    const { port, token } = await serveWhole()
    const response = await ask(port, `/${token}/`, { headers: { host: `localhost:${port}` } })
    expect([response.statusCode, await text(response)]).toEqual([200, PAGE])
  })

  it('has another token each time', async () => {
    const [one, other] = [await serveWhole(), await serveWhole()]
    expect(one.token).not.toBe(other.token)
    expect((await ask(one.port, `/${other.token}/`)).statusCode).toBe(404)
  })

  it.each<[string, (token: string) => string, RequestOptions?]>([
    ['no token', () => '/'],
    ['a wrong token', (token) => `/${token.slice(0, -1)}${token.endsWith('A') ? 'B' : 'A'}/`],
    ['part of the token', (token) => `/${token.slice(0, 16)}/`],
    ['a token that is too long', (token) => `/${token}A/`],
    ['the token without its slash', (token) => `/${token}`],
    ['the lines without a token', () => '/lines'],
    ['a path beyond the lines', (token) => `/${token}/lines/more`],
    ['a file', (token) => `/${token}/../../etc/passwd`],
    ['another name', (token) => `/${token}/viewer.html`],
    ['a place that is no number', (token) => `/${token}/lines?from=-1`],
    ['another query', (token) => `/${token}/lines?to=1`],
    ['an absolute address', (token) => `http://127.0.0.1/${token}/`],
    ['two slashes', (token) => `//${token}/`],
    ['another host', (token) => `/${token}/`, { headers: { host: 'evil.example' } }],
    ['another port', (token) => `/${token}/`, { headers: { host: '127.0.0.1:1' } }],
    ['a method that changes things', (token) => `/${token}/`, { method: 'POST' }],
    ['a preflight', (token) => `/${token}/lines`, { method: 'OPTIONS' }],
  ])('for %s has nothing, and says no more', async (_, path, options) => {
    const { port, token } = await serveWhole()
    const response = await ask(port, path(token), options)
    expect([response.statusCode, await text(response)]).toEqual([404, 'Not found\n'])
    expect(JSON.stringify(response.headers)).not.toContain(token)
  })

  it('answers a HEAD without a body, also for lines that go on', async () => {
    const file = new GrowingFile()
    const { url } = await serve(file.path)
    for (const address of [url, `${url}lines`]) {
      const response = await fetch(address, { method: 'HEAD' })
      expect([response.status, await response.text()]).toEqual([200, ''])
    }
  })

  it('does not begin where its port is taken', async () => {
    const { port } = await serveWhole()
    await expect(serve('any.jsonl', { port })).rejects.toMatchObject({ code: 'EADDRINUSE' })
  })
})

describe('the lines of a run', () => {
  it('come from the first to the last, or from where one has come to', async () => {
    const { url } = await serveWhole()
    const lines = await recordedLines()
    expect(await new Reading(url).rest()).toEqual(lines)
    for (const from of [1, 7, lines.length - 1, lines.length, lines.length + 5]) {
      expect(await new Reading(url, from).rest()).toEqual(lines.slice(from))
    }
  })

  it('come as they are written, each when it is whole, until the run has ended', async () => {
    const file = new GrowingFile()
    const { url } = await serve(file.path)
    const reading = new Reading(url)
    for (const line of await recordedLines()) {
      file.writePart(line.slice(0, 9))
      file.writePart(line.slice(9))
      const next = reading.take(1)
      file.writePart('\n')
      expect(await next).toEqual([line])
    }
    expect(await reading.rest()).toEqual([])
  })

  it('go on where a connection broke off, without loss and without repeats', async () => {
    const file = new GrowingFile()
    const lines = await recordedLines()
    const { url } = await serve(file.path)
    const had: string[] = []
    for (let turn = 0; had.length < lines.length - 1; turn += 1) {
      const count = Math.min(3, lines.length - 1 - had.length)
      file.write(...lines.slice(had.length, had.length + count))
      const reading = new Reading(url, had.length)
      had.push(...(await reading.take(count)))
      reading.leave()
    }
    file.write(...lines.slice(-1))
    expect([...had, ...(await new Reading(url, had.length).rest())]).toEqual(lines)
  })

  it('have an empty object in place of one that is torn', async () => {
    const file = new GrowingFile()
    const [header = '', ...rest] = await recordedLines()
    file.write(header, '{"type":"bl', '<script>', '', ...rest)
    const { url } = await serve(file.path)
    expect(await new Reading(url).rest()).toEqual([header, '{}', '{}', ...rest])
  })

  it('come whole where one is of ten megabytes', async () => {
    const file = new GrowingFile()
    const [header = '', ...rest] = await recordedLines()
    const long = JSON.stringify({ type: 'text', id: 'long', text: '</script>\u2028'.repeat(1_000_000) })
    file.write(header, long, ...rest)
    const { url } = await serve(file.path)
    const lines = await new Reading(url).rest()
    expect(lines[1] === long).toBe(true)
    expect([lines[0], ...lines.slice(2)]).toEqual([header, ...rest])
  })

  it.each<[string, (path: string) => void]>([
    ['cut', (path) => truncateSync(path, 10)],
    ['removed', (path) => rmSync(path)],
    [
      'replaced',
      (path) => {
        writeFileSync(`${path}.other`, 'x'.repeat(100_000))
        renameSync(`${path}.other`, path)
      },
    ],
  ])('end with a reason where the file is %s', async (_, change) => {
    const file = new GrowingFile()
    const lines = (await recordedLines()).slice(0, 5)
    file.write(...lines)
    const reading = new Reading((await serve(file.path)).url)
    await reading.take(5)
    change(file.path)
    const [last = '', ...others] = await reading.rest()
    expect(failureOf(last)).toMatch(/must only grow; ".*run\.jsonl" was replaced, cut or removed\. Open it anew\./)
    expect(others).toEqual([])
  })

  it('end with a reason where the file turns out to be no trajectory', async () => {
    const file = new GrowingFile()
    const reading = new Reading((await serve(file.path)).url)
    const rest = reading.rest()
    file.write('once upon a time')
    const [last = ''] = await rest
    expect(failureOf(last)).toMatch(/must begin with its header/)
  })
})

describe('a connection', () => {
  it('leaves nothing behind when its client leaves, or when the server closes', async () => {
    const file = new GrowingFile()
    const [header = ''] = await recordedLines()
    file.write(header)
    const program = fileURLToPath(new URL('serving-program.ts', import.meta.url))
    const { stdout } = await promisify(execFile)(process.execPath, [program, file.path], { timeout: 20_000 })
    expect(stdout).toBe('closed')
  })

  it('does not read ahead of a client that reads slowly', async () => {
    const file = new GrowingFile()
    const [header = '', ...rest] = await recordedLines()
    const long = 'x'.repeat(100_000)
    file.write(header)
    for (let id = 0; id < 400; id += 1) file.write(JSON.stringify({ type: 'text', id: `long ${id}`, text: long }))
    file.write(...rest)
    const { url } = await serve(file.path)
    const response = await new Promise<IncomingMessage>((resolve) => get(`${url}lines`, resolve))
    await once(response, 'readable')
    truncateSync(file.path, 10)
    const sent = (await text(response)).split('\n')
    expect(sent.length).toBeLessThan(200)
    expect(failureOf(sent.at(-2) ?? '')).toMatch(/must only grow/)
  })

  it('ends with its signal', async () => {
    const controller = new AbortController()
    const { url } = await serve('nowhere.jsonl', { signal: controller.signal })
    const rest = new Reading(url).rest().catch((error: unknown) => error)
    expect((await fetch(url)).status).toBe(200)
    controller.abort()
    expect(await rest).toBeInstanceOf(Error)
    const aborted = await serve('nowhere.jsonl', { signal: AbortSignal.abort() })
    await expect(fetch(aborted.url)).rejects.toThrow('fetch failed')
  })
})
