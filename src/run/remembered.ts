import type { RunMemory } from '../storage/storage.ts'

/** A text that depends on more than the run's path, such as the time: a resumed run is told what it was told before. */
export function remembered(memory: RunMemory, about: string, make: () => string): string {
  const key = memory.key(about)
  const known = memory.findAnswer(key)
  if (known !== undefined) return known.text
  const text = make()
  memory.noteAnswer({ key, ok: true, text })
  return text
}
