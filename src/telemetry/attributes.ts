import type { Attributes } from '@opentelemetry/api'

type AttributeValue = string | number | boolean

/** Attributes of which some may not be known. */
export type PartialAttributes = Readonly<Record<string, AttributeValue | null | undefined>>

/** Those that are known. */
export function known(attributes: PartialAttributes): Attributes {
  const entries = Object.entries(attributes)
  return Object.fromEntries(entries.filter((entry): entry is [string, AttributeValue] => entry[1] != null))
}
