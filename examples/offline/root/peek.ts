import { code, turn } from './code.ts'

/** Looks at the type, the size and a few samples of the context. */
export function peek(): string {
  return turn(
    'First I look at what `context` is.',
    code`
      const typeOf = (value) => (Array.isArray(value) ? 'array of ' + typeof value[0] : typeof value)
      const textOf = (value) => (typeof value === 'string' ? value : JSON.stringify(value))
      const parts = typeof context === 'string' ? context.split('\n') : Object.values(context)
      const keys = typeof context === 'string' ? [0, Math.floor(parts.length / 2)] : Object.keys(context).slice(0, 5)
      const fields = keys.map((key, index) => {
        const value = typeof context === 'string' ? parts[key] : context[key]
        return { key: String(key), type: typeOf(value), chars: textOf(value).length, head: textOf(value).slice(0, 80) }
      })
      print('peek:', JSON.stringify({ type: typeOf(context), chars: textOf(context).length, parts: parts.length, fields }))
    `,
  )
}
