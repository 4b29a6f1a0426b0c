import { constants } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import type { RLMError } from '../errors.ts'
import { reasonOf, storageError, systemCode } from '../jsonl/storage-error.ts'

/** Makes a file to append to, for its owner alone. Throws `uncreatable`. */
export async function openNew(path: string): Promise<FileHandle> {
  try {
    return await open(path, 'ax', 0o600)
  } catch (error) {
    throw uncreatable(path, error)
  }
}

/** Opens a file to append to; unlike the flag `'a'`, it makes none. Throws `unwritable`. */
export async function openExisting(path: string): Promise<FileHandle> {
  try {
    return await open(path, constants.O_WRONLY | constants.O_APPEND)
  } catch (error) {
    throw unwritable(path, error)
  }
}

/** The error of a journal that could not be started. */
export function uncreatable(path: string, error: unknown): RLMError {
  const file = JSON.stringify(path)
  switch (systemCode(error)) {
    case 'EEXIST':
      return storageError(`A new journal must be a new file; ${file} exists. Resume it, or give another path.`, error)
    case 'ENOENT':
    case 'ENOTDIR':
      return storageError(`A journal must be in a directory that exists; that of ${file} does not. Make it.`, error)
    default:
      return storageError(`A journal must be writable; ${file} is not (${reasonOf(error)}). Give another path.`, error)
  }
}

/** The error of a journal that could not be added to. */
export function unwritable(path: string, error: unknown): RLMError {
  return storageError(
    `The journal must be writable; ${JSON.stringify(path)} is not (${reasonOf(error)}). ` +
      "Repair that and resume the run; with `onError: 'continue'` a run goes on without its journal.",
    error,
  )
}
