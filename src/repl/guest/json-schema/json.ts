import { bare, join, mapList, ownData } from '../objects.ts'
import { arraySort, isArray, ownNames, parseJson, stringifyJson } from '../primordials.ts'

/** Whether a value that has been parsed is an object: neither `null` nor an array. */
export function isRecord(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !isArray(value)
}

/** One object of a schema: its keywords, and no prototype that could add to them. */
export type SchemaNode = Readonly<Record<string, unknown>>

/** Whether a part of a schema is an object. */
export function isNode(value: unknown): value is SchemaNode {
  return isRecord(value)
}

/** What JSON text says, in objects without prototypes. */
export function parseBare(json: string): unknown {
  return parseJson(json, (_key, value: unknown) => (isRecord(value) ? bare(value) : value)) as unknown
}

/** A text that two values share exactly where they are equal. */
export function canonicalText(value: unknown): string {
  if (isArray(value)) return `[${join(mapList(value, canonicalText), ',')}]`
  if (!isRecord(value)) return stringifyJson(value)
  const names = arraySort(ownNames(value)) as string[]
  return `{${join(
    mapList(names, (name) => `${stringifyJson(name)}:${canonicalText(ownData(value, name))}`),
    ',',
  )}}`
}

/** The characters of a text, a pair of surrogates counted as one. */
export function characterCount(text: string): number {
  let count = text.length
  for (let index = 1; index < text.length; index += 1) {
    if (isBetween(text[index], '\udc00', '\udfff') && isBetween(text[index - 1], '\ud800', '\udbff')) count -= 1
  }
  return count
}

function isBetween(character: string | undefined, first: string, last: string): boolean {
  return character !== undefined && character >= first && character <= last
}
