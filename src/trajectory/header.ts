import { type NewerFormat, newerFormat } from '../jsonl/newer-format.ts'
import { storageError } from '../jsonl/storage-error.ts'
import { TRAJECTORY_VERSION, type TrajectoryHeader } from './format.ts'
import { trajectoryHeaderSchema } from './schema.ts'

/** The header that the first line of `name` holds. Throws an `RLMError` of code `'storage'` where it holds none. */
export function readHeader(value: unknown, name: string): TrajectoryHeader {
  const header = trajectoryHeaderSchema.safeParse(value)
  if (header.success) return header.data
  const later = newerFormat(value, { type: 'trajectory', version: TRAJECTORY_VERSION })
  throw later === undefined ? foreign(name) : newer(later, name)
}

/** The error of a trajectory without a line. */
export function emptyTrajectory(name: string): Error {
  return storageError(
    `A trajectory must begin with its header; ${name} is empty. Wait until the run has begun, or give another file.`,
  )
}

function newer({ version, library }: NewerFormat, name: string): Error {
  return storageError(
    `A trajectory must be of format ${TRAJECTORY_VERSION}; ${name} is of format ${version}, written by ` +
      `recursive-language-model ${library}. Read it with that version or a later one.`,
  )
}

function foreign(name: string): Error {
  return storageError(
    `A trajectory must begin with its header; the first line of ${name} is something else. Give a file that was ` +
      'written with the option `trajectory`.',
  )
}
