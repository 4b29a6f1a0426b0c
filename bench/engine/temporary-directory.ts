import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Gives `use` an empty directory, which is gone when it has settled. */
export async function inDirectory<Value>(use: (directory: string) => Promise<Value>): Promise<Value> {
  const directory = await mkdtemp(join(tmpdir(), 'rlm-bench-'))
  try {
    return await use(directory)
  } finally {
    await rm(directory, { recursive: true })
  }
}
