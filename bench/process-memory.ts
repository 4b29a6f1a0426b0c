import { readdir, readFile, writeFile } from 'node:fs/promises'

const KIBIBYTES_PER_MEGABYTE = 1000 / 1.024

/** Proportional set size of this process and its descendants, in MB: shared pages count once. Linux only. */
export async function unsharedMemoryMb(): Promise<number> {
  const sizes = await Promise.all((await processTree()).map(proportionalKiB))
  return sizes.reduce((sum, size) => sum + size, 0) / KIBIBYTES_PER_MEGABYTE
}

function proportionalKiB(pid: number): Promise<number> {
  return fieldKiB(`/proc/${pid}/smaps_rollup`, 'Pss')
}

async function fieldKiB(path: string, name: string): Promise<number> {
  const report = await readFile(path, 'latin1').catch(() => '')
  return Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(report)?.[1] ?? 0)
}

/** The most physical memory that this process (since `forgetPeak`, if called) and each of its descendants ever held, in MB. */
export async function peakMemoryMb(): Promise<{ host: number; children: number }> {
  const peaks = await Promise.all(
    (await processTree()).map(async (pid) => [pid, await fieldKiB(`/proc/${pid}/status`, 'VmHWM')] as const),
  )
  const sum = (isOf: (pid: number) => boolean): number =>
    peaks.reduce((total, [pid, peak]) => total + (isOf(pid) ? peak : 0), 0) / KIBIBYTES_PER_MEGABYTE
  return { host: sum((pid) => pid === process.pid), children: sum((pid) => pid !== process.pid) }
}

/** Sets the peak of this process to what it holds now. */
export async function forgetPeak(): Promise<void> {
  await writeFile('/proc/self/clear_refs', '5')
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
