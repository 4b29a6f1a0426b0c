import { setTimeout as sleep } from 'node:timers/promises'
import { TrajectoryWriter } from '../../src/trajectory/writer.ts'
import type { TrajectoryHeader } from '../../src/trajectory/format.ts'

// Writes more than there is room for, and tells as JSON what came of it.
const [directory = '', count = '', libraryChars = ''] = process.argv.slice(2)
const header: TrajectoryHeader = {
  type: 'trajectory',
  version: 1,
  library: 'v'.repeat(Number(libraryChars)),
  runId: 'run',
  createdAt: '2026-11-22T23:20:00.000Z',
  options: { model: 'm', recursiveModel: 'm', maxIterations: 1, maxDepth: 1, maxConcurrency: 1 },
}
const failures: string[] = []
const onFailure = (message: string): void => void failures.push(message)
const writer = new TrajectoryWriter({ directory, header, compress: false, onFailure })
for (let index = 0; index < Number(count); index += 1) {
  const message = `${index} `.repeat(60)
  writer.write({ type: 'replay-divergence', runId: 'run', depth: 0, atMs: index, message })
  await sleep(0)
}
await writer.close()
process.stdout.write(JSON.stringify(failures))
