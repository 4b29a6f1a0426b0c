/** The first characters of a text, without half a surrogate pair at the end. */
export function cut(text: string, length: number): string {
  if (text.length <= length) return text
  const last = text.charCodeAt(length - 1)
  const next = text.charCodeAt(length)
  const isWithinPair = last >= 0xd8_00 && last <= 0xdb_ff && next >= 0xdc_00 && next <= 0xdf_ff
  return text.slice(0, isWithinPair ? length - 1 : length)
}

/** The beginning of a text in one line: blanks and line breaks are one blank each. */
export function oneLine(text: string, length = 240): string {
  return cut(text, length).replaceAll(/\s+/g, ' ').trim()
}
