/** V8's compiled form of one program, for one Node and its flags: made by the first child, used by those that follow. */
export interface CodeCache {
  readonly data: Buffer | undefined
  /** Asks for it: a function that takes what one child has made, or `undefined` where another is at it. */
  claim(): KeepCodeCache | undefined
}

/** Takes the compiled form from the child that was to make it; nothing where it failed to. */
export type KeepCodeCache = (data?: Buffer) => void

const caches = new Map<string, CodeCache>()

/** The compiled form of `program` as `command` runs it. V8 itself compares little more than its length. */
export function codeCacheOf(program: string, command: readonly string[]): CodeCache {
  const key = [...command, program].join('\n')
  const cache = caches.get(key) ?? createCodeCache()
  caches.set(key, cache)
  return cache
}

function createCodeCache(): CodeCache {
  let kept: Buffer | undefined
  let isClaimed = false
  return {
    get data() {
      return kept
    },
    claim: () => {
      if (isClaimed) return undefined
      isClaimed = true
      return (data) => {
        kept = data
        isClaimed = data !== undefined
      }
    },
  }
}
