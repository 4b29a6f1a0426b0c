import type { ChildSettings } from './settings.ts'

/** What a child starts with. */
export interface StartMessage {
  /** The bundled child. */
  source: string
  /** V8's compiled form of it, where there is one; V8 ignores one that is not its own. */
  codeCache?: Buffer | undefined
  settings: ChildSettings
}

/** Makes the compiled form of the program that runs, with all functions that have been called so far. */
export type MakeCodeCache = () => Buffer

/**
 * The program that the child starts with (`node -e`). It reads its real code from stdin, so that the child needs no
 * permission to read a file.
 */
export const LOADER = `(() => {
  const { readSync } = process.getBuiltinModule('node:fs')
  const { Script } = process.getBuiltinModule('node:vm')
  const read = (bytes) => {
    const buffer = Buffer.allocUnsafeSlow(bytes)
    for (let filled = 0; filled < bytes; ) {
      const count = readSync(0, buffer, filled, bytes - filled, null)
      if (count === 0) process.exit(1)
      filled += count
    }
    return buffer
  }
  const { settings, sourceBytes, codeCacheBytes } = JSON.parse(read(read(4).readUInt32LE(0)).toString('utf8'))
  const source = read(sourceBytes).toString('utf8')
  const cachedData = codeCacheBytes > 0 ? read(codeCacheBytes) : undefined
  const script = new Script(source, { filename: 'sandbox', cachedData })
  script.runInThisContext()(settings, () => script.createCachedData())
})()`

/** What the loader reads: the length of a header of JSON, the header, the program, and its compiled form. */
export function startMessage({ source, codeCache, settings }: StartMessage): Buffer {
  const program = Buffer.from(source, 'utf8')
  const sizes = { sourceBytes: program.length, codeCacheBytes: codeCache?.length ?? 0 }
  const header = Buffer.from(JSON.stringify({ settings, ...sizes }), 'utf8')
  const length = Buffer.alloc(4)
  length.writeUInt32LE(header.length, 0)
  return Buffer.concat([length, header, program, ...(codeCache ? [codeCache] : [])])
}
