import { once } from 'node:events'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { replyOf } from './entries.ts'
import { continueJournal, linesOf, resumed, writeJournal } from './journals.ts'
import { runProgram, startProgram } from './programs.ts'
import { temporaryDirectory } from './temporary-directory.ts'

it('four processes that append a thousand lines each to one journal lose and tear none', async () => {
  const path = join(temporaryDirectory(), 'run.jsonl')
  await writeJournal(path, [])
  const names = ['a', 'b', 'c', 'd']
  await Promise.all(
    names.map((name) => runProgram(new URL('./journal-writer.ts', import.meta.url), [path, name, '1000'])),
  )
  const { lines, tornLines } = await linesOf(path)
  expect(tornLines).toBe(0)
  const keys = lines.flatMap((line) => (line.type === 'reply' ? [line.key] : []))
  for (const name of names) {
    const own = keys.filter((key) => key.startsWith(name))
    expect(own).toEqual(Array.from({ length: 1000 }, (_, index) => `${name}-${index}`))
  }
}, 120_000)

it('a writer that is killed as it appends costs at most the line it was at', async () => {
  const path = join(temporaryDirectory(), 'run.jsonl')
  const program = startProgram(new URL('./endless-journal-writer.ts', import.meta.url), [path])
  if (program.stdout !== null) await once(program.stdout, 'data')
  program.kill('SIGKILL')
  await once(program, 'exit')
  const { lines, tornLines } = await linesOf(path)
  expect(tornLines).toBeLessThanOrEqual(1)
  expect(lines.map((line) => 'key' in line && line.key)).toEqual(lines.map((_, index) => `reply-${index}`))
  expect(lines.length).toBeGreaterThan(20)
  await continueJournal(path, [replyOf('later')])
  expect((await resumed(path)).reply('later')).toEqual(replyOf('later'))
  expect((await linesOf(path)).tornLines).toBe(tornLines)
}, 60_000)
