/** Code that goes into a block as it is, where other values go in as JSON. */
export interface RawCode {
  raw: string
}

/** Code of a block: values go in as JSON, and the indentation that all lines share is taken away. */
export function code({ raw }: TemplateStringsArray, ...values: readonly unknown[]): string {
  const text = raw.map((part, index) => part + (index < values.length ? inserted(values[index]) : '')).join('')
  const lines = text.replace(/^\n|\n\s*$/g, '').split('\n')
  const indents = lines.filter((line) => line.trim() !== '').map((line) => line.search(/\S/))
  return lines.map((line) => line.slice(Math.min(...indents))).join('\n')
}

function inserted(value: unknown): string {
  if (isRaw(value)) return value.raw
  return JSON.stringify(value).replaceAll('```', '\\u0060\\u0060\\u0060')
}

function isRaw(value: unknown): value is RawCode {
  return typeof value === 'object' && value !== null && 'raw' in value
}

/** A reply of the root: what it is about to do, and the block that does it. */
export function turn(intention: string, block: string): string {
  return `${intention}\n\n\`\`\`repl\n${block}\n\`\`\``
}

/** The last reply of a run. */
export function finish(reason: string, answer: string | number): string {
  return turn(reason, code`FINAL(${answer})`)
}
