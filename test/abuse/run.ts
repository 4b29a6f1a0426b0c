import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { bundleProgram } from '../support/bundle-program.ts'
import { loadAbuseCases } from './cases.ts'
import { type Row, summary, table } from './report.ts'
import { verdictSchema } from './verdict.ts'

/**
 * `npm run test:abuse`: every hostile block in a host process of its own, two at a time, on each supported Node; then
 * the soak. `npm run test:abuse -- hang 24` runs the cases whose id begins with `hang`, on Node 24.
 */
const NODES: Readonly<Record<string, string>> = { 22: 'node22', 24: 'node', 26: 'node26' }
const AT_A_TIME = 2
const CASE_TIMEOUT_MS = 60_000
const SOAK_TIMEOUT_MS = 600_000
const MAX_OUTPUT_BYTES = 1024 * 1024

const root = join(import.meta.dirname, '../..')
const corpusFile = join(root, 'test/corpus/abuse-cases.json')
const reportDirectory = join(root, 'coverage/abuse')
const execute = promisify(execFile)

const [prefix = '', ...versions] = process.argv.slice(2)
const directory = mkdtempSync(join(tmpdir(), 'abuse-run-'))
try {
  const hostFile = await bundleProgram(new URL('./host.ts', import.meta.url), directory)
  const rows = await inPool(jobs(), (job) => runCase(hostFile, job))
  if (prefix === '' || prefix === 'soak') rows.push(...(await runSoak()))
  report(rows)
} finally {
  rmSync(directory, { recursive: true })
}

interface Job {
  version: string
  id: string
}

function jobs(): Job[] {
  const cases = loadAbuseCases({ corpusFile, canaryFile: '', hostFile: '' })
  const ids = ['control', ...cases.map(({ id }) => id)].filter((id) => id.startsWith(prefix))
  const chosen = Object.keys(NODES).filter((version) => versions.length === 0 || versions.includes(version))
  return chosen.flatMap((version) => ids.map((id) => ({ version, id })))
}

async function inPool<Item, Result>(items: Item[], work: (item: Item) => Promise<Result>): Promise<Result[]> {
  const results: Result[] = []
  const queue = items.entries()
  const worker = async (): Promise<void> => {
    for (const [index, item] of queue) results[index] = await work(item)
  }
  await Promise.all(Array.from({ length: AT_A_TIME }, worker))
  return results
}

/** A case that fails is run once more, as others may be at work on the machine; the report says so. */
async function runCase(hostFile: string, job: Job): Promise<Row> {
  const first = await tryCase(hostFile, job)
  const row = first.problems.length === 0 ? first : { ...(await tryCase(hostFile, job)), firstTry: first.problems }
  process.stdout.write(`${summary(row)}\n`)
  return row
}

async function tryCase(hostFile: string, { version, id }: Job): Promise<Row> {
  try {
    const { stdout } = await runProgram(version, [hostFile, id, corpusFile], CASE_TIMEOUT_MS)
    return { version, ...verdictSchema.parse(JSON.parse(stdout)) }
  } catch (error) {
    return failedRow({ version, id }, error)
  }
}

async function runSoak(): Promise<Row[]> {
  const version = '24'
  const startedAt = performance.now()
  try {
    const { stdout } = await runProgram(
      version,
      ['--expose-gc', await bundleProgram(new URL('./soak.ts', import.meta.url), directory)],
      SOAK_TIMEOUT_MS,
    )
    return verdictSchema
      .array()
      .parse(JSON.parse(stdout))
      .map((verdict) => ({ version, ...verdict }))
  } catch (error) {
    return [{ ...failedRow({ version, id: 'soak' }, error), durationMs: performance.now() - startedAt }]
  }
}

function runProgram(version: string, args: string[], timeout: number): Promise<{ stdout: string }> {
  const node = join(root, 'node_modules', NODES[version] ?? '', 'bin/node')
  return execute(node, args, { timeout, killSignal: 'SIGKILL', maxBuffer: MAX_OUTPUT_BYTES })
}

function failedRow({ version, id }: Job, error: unknown): Row {
  const problem = `the host failed: ${String(error).slice(0, 2000)}`
  const unknown = { durationMs: 0, longestStallMs: 0, peakMb: 0, bystanderMs: 0 }
  return { version, id, problems: [problem], outcome: 'host failed', ...unknown }
}

function report(rows: Row[]): void {
  mkdirSync(reportDirectory, { recursive: true })
  writeFileSync(join(reportDirectory, 'report.json'), `${JSON.stringify(rows, null, 2)}\n`)
  writeFileSync(join(reportDirectory, 'report.md'), table(rows))
  const failed = rows.filter(({ problems }) => problems.length > 0)
  process.stdout.write(`\n${readFileSync(join(reportDirectory, 'report.md'), 'utf8')}\n`)
  for (const row of failed) process.stdout.write(`${summary(row)}\n`)
  process.stdout.write(`${rows.length - failed.length} passed, ${failed.length} failed\n`)
  if (failed.length > 0) process.exitCode = 1
}
