import { RLMError } from '../errors.ts'

export { reasonOf } from '../reason.ts'

/** An error of code `'storage'`. */
export function storageError(message: string, cause?: unknown): RLMError {
  return new RLMError(message, { code: 'storage', cause })
}

/** What the operating system calls its refusal, such as `'ENOENT'`. */
export function systemCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined
}
