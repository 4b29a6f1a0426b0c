import { createHash, randomUUID } from 'node:crypto'
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { parseJson } from '../jsonl/parse-json.ts'
import { storageError, systemCode } from '../jsonl/storage-error.ts'
import type { CacheStore } from './storage.ts'

const SHA_256 = /^[0-9a-f]{64}$/

/**
 * A cache in a directory, a file for each key, which several processes may share. The directory is made with the first
 * value, for its owner alone (0700, files 0600); nothing is ever removed from it.
 *
 * `get` rejects with an `RLMError` of code `'storage'` for a file that is damaged, and with the system's error for one
 * that cannot be read; `set` with the system's error. A value is there whole or not at all.
 *
 * @throws TypeError where `directory` is no text.
 * @example
 * const rlm = new RLM({ cache: fileCache('.rlm-cache') })
 */
export function fileCache(directory: string): CacheStore {
  checkDirectory(directory)
  const root = resolve(directory)
  return {
    get: (key) => readValue(pathOf(root, key)),
    set: (key, value) => writeValue(pathOf(root, key), value),
  }
}

function checkDirectory(directory: unknown): void {
  if (typeof directory === 'string' && directory !== '') return
  const received = directory === '' ? "''" : directory === null ? 'null' : typeof directory
  throw new TypeError(`\`directory\` must be a path; received ${received}. Give fileCache a directory of its own.`)
}

function pathOf(root: string, key: string): string {
  const name = SHA_256.test(key) ? key : createHash('sha256').update(key, 'utf16le').digest('hex')
  return join(root, name.slice(0, 2), `${name.slice(2)}.json`)
}

async function readValue(path: string): Promise<string | undefined> {
  try {
    return parseValue(await readFile(path), path)
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined
    throw error
  }
}

/** A file is the JSON text of its value: that keeps any string, and shows what a power failure has cut. */
function parseValue(bytes: Buffer, path: string): string {
  const value = parseJson(bytes)
  if (typeof value === 'string') return value
  throw storageError(`A cache file must hold a string as JSON; ${JSON.stringify(path)} does not. Delete it.`)
}

async function writeValue(path: string, value: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  const temporary = `${path}.${randomUUID()}.tmp`
  try {
    await writeFile(temporary, JSON.stringify(value), { flag: 'wx', mode: 0o600 })
    await rename(temporary, path)
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined)
    throw error
  }
}
