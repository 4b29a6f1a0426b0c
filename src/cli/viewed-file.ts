import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { TrajectoryFile } from '../trajectory/index.ts'
import { UsageError } from './usage-error.ts'

/** Names that sort by the time when a run began. */
const NAME_OF_A_RUN = /^\d{4}-\d\d-\d\dT.*\.jsonl$/

/**
 * The trajectory that is meant: a file, or of a directory the run that began last. Throws for what is none; a file in which
 * nothing stands yet may become one.
 */
export async function viewedFile(path: string | undefined): Promise<string> {
  if (path === undefined)
    throw new UsageError(
      'A trajectory must be given, or a directory of them; received neither. Give what `rlm ask --log DIRECTORY` has written.',
    )
  const isDirectory = await stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  )
  const file = isDirectory ? await newestIn(path) : path
  const records = new TrajectoryFile(file).read()
  await records.next()
  await records.return()
  return file
}

async function newestIn(directory: string): Promise<string> {
  const names = (await readdir(directory)).filter((name) => NAME_OF_A_RUN.test(name)).sort()
  const newest = names.at(-1)
  if (newest !== undefined) return join(directory, newest)
  throw new Error(
    `A directory must hold a trajectory to be viewed; ${JSON.stringify(directory)} holds none. Record a run with ` +
      '`rlm ask --log DIRECTORY`, or give the file itself.',
  )
}
