import { CONTESTANTS, type ContestantName } from './contestants.ts'
import { timed } from './measure.ts'
import { unsharedMemoryMb } from './process-memory.ts'

const OPENED_AT_ONCE = 4

/** What a fresh process can measure, by name. Each gives one number. */
const TASKS: Record<string, (name: ContestantName, count: number) => Promise<number>> = {
  'first-start': (name) => timed(() => CONTESTANTS[name]()),
  memory: memoryPerContestant,
}

/** Memory of one of `count` contestants, each of which has run a block, in MB. */
async function memoryPerContestant(name: ContestantName, count: number): Promise<number> {
  const before = await unsharedMemoryMb()
  for (let opened = 0; opened < count; opened += OPENED_AT_ONCE) {
    const batch = Math.min(OPENED_AT_ONCE, count - opened)
    await Promise.all(Array.from({ length: batch }, () => openAndUse(name)))
  }
  return ((await unsharedMemoryMb()) - before) / count
}

async function openAndUse(name: ContestantName): Promise<void> {
  const contestant = await CONTESTANTS[name]()
  await contestant.run('1 + 1')
}

const [task = '', name, count = '1'] = process.argv.slice(2)
const result = await TASKS[task]?.(name as ContestantName, Number(count))
process.stdout.write(`${result}`, () => process.exit())
