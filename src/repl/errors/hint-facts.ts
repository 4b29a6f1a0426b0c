import type { Position } from '../syntax/position.ts'

/** What a hint on code that has failed may draw on. */
export interface HintFacts {
  name: string
  message: string
  source: string
  /** Where in the source the error came from or through. */
  position: Position | undefined
  /** The type of what each of the host's variables holds, such as that of `context`. */
  loaded: ReadonlyMap<string, string>
  /** What the REPL itself defines. */
  reserved: ReadonlySet<string>
  /** The variables that blocks have made. */
  variables: readonly string[]
}

/** The line of the error. */
export function lineOf({ source, position }: HintFacts): string {
  return source.split('\n')[(position?.line ?? 0) - 1] ?? ''
}
