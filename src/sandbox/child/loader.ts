import type { ChildSettings } from './settings.ts'

/**
 * The program that the child starts with (`node -e`). It reads its real code from stdin, so that the child needs no
 * permission to read a file.
 */
export const LOADER = `(() => {
  const { readSync } = process.getBuiltinModule('node:fs')
  const { Script } = process.getBuiltinModule('node:vm')
  const read = (bytes) => {
    const buffer = Buffer.alloc(bytes)
    for (let filled = 0; filled < bytes; ) {
      const count = readSync(0, buffer, filled, bytes - filled, null)
      if (count === 0) process.exit(1)
      filled += count
    }
    return buffer
  }
  const { source, settings } = JSON.parse(read(read(4).readUInt32LE(0)).toString('utf8'))
  new Script(source, { filename: 'sandbox' }).runInThisContext()(settings)
})()`

/** What the loader reads: the bundled child and its settings, after their length. */
export function startMessage(source: string, settings: ChildSettings): Buffer {
  const json = Buffer.from(JSON.stringify({ source, settings }), 'utf8')
  const length = Buffer.alloc(4)
  length.writeUInt32LE(json.length, 0)
  return Buffer.concat([length, json])
}
