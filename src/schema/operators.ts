/** Joins alternatives, each once. */
export function unionOf(types: readonly string[]): string {
  return types.length === 0 ? 'never' : [...new Set(types)].join(' | ')
}

/** Joins what must hold together; parts that say nothing are left out. */
export function intersectionOf(types: readonly string[]): string {
  const telling = [...new Set(types)].filter((type) => type !== 'unknown')
  const [only = 'unknown', ...others] = telling
  return others.length === 0 ? only : telling.map(parenthesised).join(' & ')
}

/** The type as an operand that `[]`, `?` or `&` may follow: in parentheses unless it is a plain name. */
export function parenthesised(type: string): string {
  return /^(?:\w+|\[[\w, ]*\])(?:\[\])*$/.test(type) || isOneObject(type) ? type : `(${type})`
}

/** In an object's text, inner braces are indented: only its own closing brace begins a line. */
function isOneObject(type: string): boolean {
  return type.startsWith('{') && type.indexOf('\n}') === type.length - 2
}
