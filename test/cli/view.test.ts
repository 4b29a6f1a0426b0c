import { appendFile, mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createServer } from 'node:http'
import { once } from 'node:events'
import { spawn } from '@lydell/node-pty'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { inflate } from '../../src/trajectory/inflate.ts'
import { buildPage } from '../support/build-page.ts'
import { block } from '../support/script.ts'
import { onlyFileIn } from '../trajectory/recordings.ts'
import { at, final, openProgram, type Program, startModel } from './program.ts'

const HOSTILE = '</script><script>alert(1)</script><!-- $& \u2028'

let program: Program
let trajectory: string
let lines: string[]

beforeAll(async () => {
  program = await openProgram()
  await buildPage(program.directory)
  await using model = await startModel([
    block(`print(${JSON.stringify(HOSTILE.repeat(9)).replaceAll('\u2028', '\\u2028')})`),
    final('"done"'),
  ])
  const context = await program.file('context.txt', 'some context')
  await program.run(['ask', 'What?', '-c', context, '-q', '--log', 'runs', ...at(model)])
  trajectory = join('runs', onlyFileIn(join(program.directory, 'runs')))
  lines = (await readFile(join(program.directory, trajectory), 'utf8')).trimEnd().split('\n')
})

afterAll(() => program[Symbol.asyncDispose]())

/** The program, when it has told its address. */
async function viewing(...flags: string[]) {
  const running = program.start(['view', ...flags])
  onTestFinished(async () => {
    running.kill('SIGTERM')
    await running.ended
  })
  await running.says('Ctrl-C ends this.')
  const url = (await running.prints('\n')).trimEnd()
  return { ...running, url }
}

async function linesAt(url: string): Promise<string[]> {
  return (await (await fetch(`${url}lines?from=0`)).text()).trimEnd().split('\n')
}

describe('rlm view', () => {
  it('serves the page and the run under the address that it prints', async () => {
    const { url } = await viewing(trajectory)
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/[\w-]{32}\/$/)
    const page = await fetch(url)
    expect(page.headers.get('content-security-policy')).toMatch(/script-src 'sha256-.*frame-ancestors 'none'$/)
    expect(await page.text()).toBe(await readFile(join(program.directory, 'viewer.html'), 'utf8'))
    expect(await linesAt(url)).toEqual(lines)
  })

  it('ends with 0 on Ctrl-C, also while a page is open', async () => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      const path = await program.file('going-on.jsonl', `${lines[0]}\n`)
      const running = await viewing(path)
      const { url } = running
      const { body } = await fetch(`${url}lines`)
      await body?.getReader().read()
      running.kill(signal)
      expect(await running.ended).toEqual({
        code: 0,
        stdout: `${url}\n`,
        stderr: `Showing ${JSON.stringify(path)}, as far as it goes and as it goes on. Ctrl-C ends this.\n`,
      })
    }
  })

  it('follows a run that goes on, from before its first line is whole', async () => {
    const [header = '', ...rest] = lines
    const path = await program.file('live.jsonl', header.slice(0, 9))
    const { url } = await viewing(path)
    const all = linesAt(url)
    await appendFile(path, `${header.slice(9)}\n`)
    for (const line of rest) await appendFile(path, `${line}\n`)
    expect(await all).toEqual(lines)
  })

  it('takes the newest run of a directory', async () => {
    const directory = join(program.directory, 'several')
    await mkdir(directory)
    const newest = '2026-11-22T23-20-00-000Z-1b4e28ba.jsonl'
    for (const name of ['2025-01-01T00-00-00-000Z-ffffffff.jsonl', 'zzz.jsonl', '2027.journal'])
      await writeFile(join(directory, name), 'other\n')
    await writeFile(join(directory, newest), lines.map((line) => `${line}\n`).join(''))
    const { url } = await viewing('several')
    expect(await linesAt(url)).toEqual(lines)
  })

  it('takes the port that it is given, or says that it cannot be had', async () => {
    const server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    const address = server.address()
    const port = typeof address === 'object' ? String(address?.port) : ''
    const { code, stdout, stderr } = await program.run(['view', trajectory, '--port', port])
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toContain(`rlm: --port must be one that can be had; received ${port}: listen EADDRINUSE`)
    server.close()
    await once(server, 'close')
    expect((await viewing(trajectory, '--port', port)).url).toContain(`:${port}/`)
  })
})

describe.skipIf(process.platform !== 'linux')('rlm view on a terminal', () => {
  /** The program on a terminal, with another program in the browser's place; ends with Ctrl-C once `expected` is there. */
  async function onTerminal(browser: string, expected: RegExp, flags: readonly string[] = []) {
    const bin = join(program.directory, `bin-${browser.length}`)
    await mkdir(bin, { recursive: true })
    await writeFile(join(bin, 'xdg-open'), `#!/bin/sh\n${browser}\n`, { mode: 0o755 })
    const { CI: _, ...env } = process.env
    const terminal = spawn(process.execPath, [program.path, 'view', trajectory, ...flags], {
      cwd: program.directory,
      cols: 200,
      env: { ...env, PATH: `${bin}:${env['PATH']}` },
    })
    let shown = ''
    let isEnding = false
    terminal.onData((piece) => {
      shown += piece
      if (isEnding || !expected.test(shown)) return
      isEnding = true
      terminal.write('\u0003')
    })
    const exitCode = await new Promise<number>((resolve) => terminal.onExit((exit) => resolve(exit.exitCode)))
    return { exitCode, shown }
  }

  it('opens the address in the browser', async () => {
    const { exitCode, shown } = await onTerminal('printf %s "$1" > opened.txt; kill -INT $PPID', /never/)
    const opened = await readFile(join(program.directory, 'opened.txt'), 'utf8')
    expect(opened).toMatch(/^http:\/\/127/)
    expect(shown.split(/\s/)[0]).toBe(opened)
    expect(shown).not.toContain('could not be opened')
    expect(exitCode).toBe(0)
  })

  it('goes on where there is no browser, says so, and ends with 0 on Ctrl-C', async () => {
    const { exitCode, shown } = await onTerminal('exit 3', /could not be opened: open the address yourself\./)
    expect(exitCode).toBe(0)
    expect(shown).toContain('Ctrl-C ends this.')
  })

  it('opens none where it is told not to', async () => {
    const { exitCode } = await onTerminal('echo > unwanted.txt', /Ctrl-C ends this\./, ['--no-open'])
    expect(exitCode).toBe(0)
    expect(await readdir(program.directory)).not.toContain('unwanted.txt')
  })
})

describe('rlm view -o', () => {
  it('writes one page that holds the run, whatever stands in it', async () => {
    expect(await program.run(['view', trajectory, '-o', 'run.html'])).toEqual({ code: 0, stdout: '', stderr: '' })
    const html = await readFile(join(program.directory, 'run.html'), 'utf8')
    const page = await readFile(join(program.directory, 'viewer.html'), 'utf8')
    const [, after = ''] = html.split(/id="trajectory"[^>]*>/)
    const embedded = after.slice(0, after.indexOf('</script'))
    const text = await inflate(embedded)
    const values = (all: readonly string[]) => all.map((line) => JSON.parse(line) as unknown)
    expect(values(text.trimEnd().split('\n'))).toEqual(values(lines))
    expect(JSON.stringify(values(lines))).toContain(JSON.stringify(HOSTILE).slice(1, -1))
    expect(html.replace(embedded, () => '')).toBe(page)
    expect(page).not.toContain('zod')
    expect(page.length).toBeLessThan(120_000)
  })

  it('leaves out a last line that is not whole, and what cannot be read', async () => {
    await program.file('cut.jsonl', `${lines.slice(0, 3).join('\n')}\n{"type":\n${lines[3]?.slice(0, 20)}`)
    const { code } = await program.run(['view', 'cut.jsonl', '-o', 'cut.html'])
    const html = await readFile(join(program.directory, 'cut.html'), 'utf8')
    expect(code).toBe(0)
    const text = await inflate(/id="trajectory"[^>]*>([^]*?)<\/script/.exec(html)?.[1] ?? '')
    expect(text.split('\n')).toHaveLength(5)
    expect(text).toMatch(/\n\{\}\n$/)
  })

  it('does not write over the trajectory itself', async () => {
    const { code, stderr } = await program.run(['view', trajectory, '-o', trajectory])
    expect(code).toBe(2)
    expect(stderr).toContain('--output must be another file than the trajectory')
    expect((await stat(join(program.directory, trajectory))).size).toBeGreaterThan(1000)
  })
})

describe('what cannot be viewed', () => {
  it.each<[string, string[], number, string]>([
    ['no file', [], 2, 'A trajectory must be given, or a directory of them; received neither. Give what'],
    ['a file that is not there', ['nowhere.jsonl'], 1, 'there is no "nowhere.jsonl". Check the path.'],
    ['a file that is no trajectory', ['context.txt'], 1, 'the first line of "context.txt" is something else'],
    ['a directory without any', ['empty'], 1, 'must hold a trajectory to be viewed; "empty" holds none. Record a run'],
    ['a port that is none', ['runs', '--port', '70000'], 2, 'It must be an integer from 1 to 65535.'],
    ['a page to write and a port', ['runs', '-o', 'a.html', '--port', '8080'], 2, 'cannot be used with'],
    ['a place that cannot be written', ['runs', '-o', 'nowhere/a.html'], 2, 'must be a file that can be written'],
  ])('%s is told', async (_, flags, expected, message) => {
    await mkdir(join(program.directory, 'empty'), { recursive: true })
    await program.file('context.txt', 'some context\n')
    const { code, stdout, stderr } = await program.run(['view', ...flags])
    expect({ code, stdout }).toEqual({ code: expected, stdout: '' })
    expect(stderr).toContain(message)
    expect(stderr).not.toMatch(/^\s+at /m)
  })
})
