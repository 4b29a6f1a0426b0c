import { readdir, readFile } from 'node:fs/promises'

const KIBIBYTES_PER_MEGABYTE = 1000 / 1.024

/** Proportional set size of this process and its descendants, in MB: shared pages count once. Linux only. */
export async function unsharedMemoryMb(): Promise<number> {
  const sizes = await Promise.all((await processTree()).map(proportionalKiB))
  return sizes.reduce((sum, size) => sum + size, 0) / KIBIBYTES_PER_MEGABYTE
}

async function proportionalKiB(pid: number): Promise<number> {
  const report = await readFile(`/proc/${pid}/smaps_rollup`, 'latin1').catch(() => '')
  return Number(/^Pss:\s+(\d+)/m.exec(report)?.[1] ?? 0)
}

async function processTree(): Promise<number[]> {
  const parents = await parentsByPid()
  const isOurs = (pid: number): boolean => pid === process.pid || (pid > 1 && isOurs(parents.get(pid) ?? 0))
  return [...parents.keys()].filter(isOurs)
}

async function parentsByPid(): Promise<Map<number, number>> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number)
  const entries = await Promise.all(pids.map(async (pid) => [pid, await parentOf(pid)] as const))
  return new Map(entries)
}

/** The fourth field; the second, the program's name, is in parentheses and may hold anything. */
async function parentOf(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'latin1').catch(() => '')
  return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1] ?? 0)
}
