import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createJournal } from '../../src/storage/journal-file.ts'
import { failureOf } from '../support/failure.ts'
import { header, replyOf } from './entries.ts'
import { continueJournal, linesOf, resumed, strict } from './journals.ts'
import { runWithSmallFiles } from './programs.ts'
import { temporaryDirectory } from './temporary-directory.ts'

const limited = new URL('./limited-journal-writer.ts', import.meta.url)

const recovering = new URL('./recovering-journal-writer.ts', import.meta.url)
const isWindows = process.platform === 'win32'

interface Outcome {
  refused?: string
  stopped?: string
  failures: string[]
}

async function fill(path: string, onError: 'stop' | 'continue', lines = 100): Promise<Outcome> {
  return JSON.parse(await runWithSmallFiles(limited, [path, onError, String(lines)])) as Outcome
}

describe.skipIf(isWindows)('a journal that has no more room', () => {
  it("stops the run by `assertWritable` with `onError: 'stop'`, and says so once", async () => {
    const path = join(temporaryDirectory(), 'run.jsonl')
    const { stopped, failures } = await fill(path, 'stop')
    expect(stopped).toMatch(/must be writable; ".*run\.jsonl" is not \(EFBIG.*\)\. Repair that and resume the run/)
    expect(failures).toEqual([stopped])
  })

  it("lets the run go on with `onError: 'continue'`, and says so once", async () => {
    const path = join(temporaryDirectory(), 'run.jsonl')
    const { stopped, failures } = await fill(path, 'continue')
    expect(stopped).toBeUndefined()
    expect(failures).toEqual([expect.stringMatching(/is not \(EFBIG/)])
  })

  it('keeps the lines that fit, and can be gone on with where there is room again', async () => {
    const path = join(temporaryDirectory(), 'run.jsonl')
    await fill(path, 'continue')
    const { lines, tornLines } = await linesOf(path)
    expect(lines.length).toBeGreaterThan(2)
    expect(tornLines).toBeLessThanOrEqual(1)
    await continueJournal(path, [replyOf('later')])
    expect(await linesOf(path)).toMatchObject({
      lines: [...lines, { type: 'resume' }, replyOf('later')],
      tornLines,
    })
  })

  it('is written again as soon as there is room', async () => {
    const path = join(temporaryDirectory(), 'run.jsonl')
    expect(await runWithSmallFiles(recovering, [path, '4001'])).toBe('1')
    const { lines, tornLines } = await linesOf(path)
    expect(tornLines).toBe(1)
    expect(lines.at(-1)).toEqual(replyOf('after'))
  })

  it('says nothing where everything fits', async () => {
    const path = join(temporaryDirectory(), 'run.jsonl')
    expect(await fill(path, 'stop', 2)).toEqual({ failures: [] })
    expect((await resumed(path)).reply('reply-1')).toBeDefined()
  })
})

describe('a journal that cannot be started', () => {
  it.each([
    ['in a directory that does not exist', 'missing/run.jsonl'],
    ['below a file', 'file/run.jsonl'],
  ])('%s says so', async (_, name) => {
    const directory = temporaryDirectory()
    writeFileSync(join(directory, 'file'), '')
    const failure = await failureOf(createJournal(join(directory, name), header, strict))
    expect(failure.code).toBe('storage')
    expect(failure.message).toMatch(/must be in a directory that exists; that of ".*run\.jsonl" does not\. Make it/)
  })
})

describe.skipIf(isWindows)('a journal that cannot be started for want of room', () => {
  it('leaves no file behind', async () => {
    const path = join(temporaryDirectory(), 'run.jsonl')
    const { refused } = JSON.parse(await runWithSmallFiles(limited, [path, 'stop', '1', 'x'.repeat(50_000)])) as Outcome
    expect(refused).toMatch(/must be writable; ".*" is not \(EFBIG.*\)\. Give another path/)
    expect(existsSync(path)).toBe(false)
  })
})
