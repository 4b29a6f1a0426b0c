import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { loadTrajectory } from '../../src/trajectory/reader.ts'
import { TrajectoryWriter } from '../../src/trajectory/writer.ts'
import { temporaryDirectory } from '../storage/temporary-directory.ts'
import { runWithSmallFiles } from '../storage/programs.ts'
import { block, recorder, scriptedRLM } from '../support/script.ts'
import { header, onlyFileIn } from './recordings.ts'

const limited = new URL('./limited-writer.ts', import.meta.url)

it('lets a run go on whose trajectory cannot be written, and says so once', async () => {
  const file = join(temporaryDirectory(), 'taken')
  writeFileSync(file, '')
  const warned = new Promise<Error>((resolve) => process.once('warning', resolve))
  await using script = await scriptedRLM({ root: [block('llm_query("x")'), block('FINAL(1)')] }, { trajectory: file })
  const { onEvent, of } = recorder()
  expect(await script.rlm.completion('some context', 'q', { onEvent })).toBe('1')
  const [failure, ...more] = of('storage-error')
  expect(more).toEqual([])
  expect(failure).toMatchObject({ storage: 'trajectory' })
  expect(failure?.message).toMatch(
    /A trajectory must be writable; ".*taken.*" is not \(E.*\)\. The run goes on.*another directory/,
  )
  expect((await warned).message).toBe(failure?.message)
})

it('leaves no file behind where not even a header finds room', async () => {
  const directory = temporaryDirectory()
  const failures: unknown = JSON.parse(await runWithSmallFiles(limited, [directory, '1', '20000']))
  expect(failures).toEqual([expect.stringMatching(/is not \(EFBIG/)])
  expect(readdirSync(directory)).toEqual([])
})

it('leaves a file that can be read where the disk fills up amid the run, and says so once', async () => {
  const directory = temporaryDirectory()
  const failures: unknown = JSON.parse(await runWithSmallFiles(limited, [directory, '200', '0']))
  expect(failures).toEqual([expect.stringMatching(/is not \(EFBIG/)])
  const { events, isComplete } = await loadTrajectory(join(directory, onlyFileIn(directory)))
  expect(events.length).toBeGreaterThan(10)
  expect(isComplete).toBe(false)
})

it('makes no file for a run that never began', async () => {
  const directory = join(temporaryDirectory(), 'never')
  const onFailure = (message: string): never => {
    throw new Error(message)
  }
  await new TrajectoryWriter({ directory, header, compress: false, onFailure }).close()
  expect(() => readdirSync(directory)).toThrow('ENOENT')
})

it('takes one file for each outermost run, also of those that go on at once', async () => {
  const directory = temporaryDirectory()
  await using script = await scriptedRLM({ root: [block('FINAL(context)')] }, { trajectory: directory })
  const contexts = ['one', 'two', 'three']
  await Promise.all(contexts.map((context) => script.rlm.completion(context, 'q')))
  const read = await Promise.all(readdirSync(directory).map((name) => loadTrajectory(join(directory, name))))
  const answers = read.map(({ events }) => events.at(-1)).map((end) => end?.type === 'run-end' && end.answer)
  expect(new Set(answers)).toEqual(new Set(contexts))
})
