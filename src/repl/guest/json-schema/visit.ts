import type { Path, Violation } from './violation.ts'

/** One value under one schema. */
export interface Visit {
  path: Path
  /** Looks at a part of the value, or at all of it again, under another schema. */
  enter(schema: unknown, value: unknown, path: Path): Violation | undefined
  /** The part of the schema that a `$ref` means. */
  resolve(reference: string): unknown
}
