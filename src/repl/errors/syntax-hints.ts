import { positionAt } from '../syntax/position.ts'
import type { Fault } from '../syntax/typescript.ts'

/** What surrounds a syntax error. */
interface Scene {
  message: string
  /** The whole line. */
  line: string
  /** It and a few lines above. */
  lines: string
  /** What comes just before the error, and what comes there. */
  before: string
  at: string
}

interface Rule {
  test(scene: Scene): boolean
  hint: string
}

/** What to do about a `yield` that no generator is around. */
export const YIELD_HINT =
  '`yield` works in a generator only: write function* f() { … yield x … }, and read it with for (const x of f()).'

/** `(a // b)`: code that ends within brackets, and what it lacks in the comment. */
const FLOOR_DIVISION = /[\w)\]][ \t]*\/\/[ \t]*[\w.]+[ \t]*(,.*)?[)\];]/

const RULES: readonly Rule[] = [
  {
    test: ({ message }) => /Unterminated template/.test(message),
    hint:
      'The template literal opened here is never closed. Close it with a backtick, and write a backtick inside of it as \\`. ' +
      'A ``` fence inside a template also ends the block: build it with "`".repeat(3).',
  },
  {
    test: ({ message }) => /Unterminated string/.test(message),
    hint: 'This quote is never closed on its line; use a template literal (backticks) for text over several lines.',
  },
  {
    test: ({ before, at, line }) => (/\bf$/i.test(before) && /^["'`]/.test(at)) || /(^|[^\w'"])f["']/.test(line),
    hint: 'A Python f-string: write `text ${expression}` in backticks.',
  },
  {
    test: ({ line }) =>
      /^\s*(def|elif|except|lambda|with|pass|raise|from)\b/.test(line) || /\bdef \w+\(.*\):/.test(line),
    hint: 'This is Python; the REPL runs JavaScript: function f(x) { … }, else if, try … catch, throw.',
  },
  {
    test: ({ line }) => /^\s*print\s+[^\s(=]/.test(line),
    hint: '`print` is a function: write print(x).',
  },
  {
    test: ({ line }) => /^\s*assert\s/.test(line),
    hint: "`assert` is Python; in JavaScript: if (!ok) throw new Error('…').",
  },
  {
    test: ({ line }) => /^\s*(global|nonlocal)\s/.test(line),
    hint: 'This is Python; leave the line out: functions see the variables around them, and those of earlier blocks.',
  },
  { test: ({ line }) => /^\s*del\s/.test(line), hint: '`del` is Python; in JavaScript: delete x[key].' },
  {
    test: ({ line }) => /^\s*import \w+(\s*,\s*\w+)*( as \w+)?\s*(;|$)/.test(line),
    hint: 'This is Python, and there are no modules: use plain JavaScript (JSON, Math and regular expressions are built in).',
  },
  {
    test: ({ line }) =>
      /^\s*(for(?!\s+await\b)|while|if)\s+[^\s(]/.test(line) ||
      (/^\s*(for|while|if|else|try)\b.*:\s*(#.*)?$/.test(line) && !/[{(]\s*$/.test(line)),
    hint: 'This is how Python writes blocks; JavaScript needs parentheses and braces: for (const x of xs) { … }.',
  },
  {
    test: ({ before }) => /\byield\s+$/.test(before),
    hint: YIELD_HINT,
  },
  {
    test: ({ line, before, at }) => /^\s*#|[\s;]# /.test(line) || at.startsWith('#') || /(^|\s)#$/.test(before),
    hint: 'Comments start with // in JavaScript.',
  },
  {
    test: ({ lines }) => FLOOR_DIVISION.test(lines),
    hint: '`//` starts a comment in JavaScript: for a floor division, write Math.floor(a / b).',
  },
  {
    test: ({ line }) => /"""|'''/.test(line),
    hint: "Python's triple quotes: use a template literal (backticks).",
  },
  { test: ({ line }) => /\S\s+if\s.+\selse\s/.test(line), hint: 'A Python conditional: write test ? a : b.' },
  { test: ({ line }) => /[{,(]\s*\*\*\w/.test(line), hint: 'Python spreads with **; write ...x.' },
  { test: ({ line }) => /\bnot in\b|\b(and|or|not)\b/.test(line), hint: 'Use !, && and || instead of not, and, or.' },
  { test: ({ line }) => /\bis not\b|\bis None\b/.test(line), hint: 'Use === null and !== null.' },
  {
    test: ({ line }) => /[[(].*\bfor\b.*\bin\b.*[\])]/.test(line),
    hint: 'A Python comprehension: use xs.map(x => …) and xs.filter(x => …).',
  },
  {
    test: ({ message, line }) => /await/.test(message) || (/\bawait\b/.test(line) && /Unexpected token/.test(message)),
    hint:
      '`await` needs an async function: write `async (x) => { … }` and await what it gives, or drop `await` ' +
      '(llm_query without await gives the string).',
  },
  {
    test: ({ line, at }) => at.startsWith(':') && /\[[^\][]*:[^\][]*\]/.test(line),
    hint: 'A Python slice: use x.slice(a, b).',
  },
  { test: ({ line }) => /[\u201c\u201d\u2018\u2019]/.test(line), hint: 'Typographic quotes: use plain " or \'.' },
  {
    test: ({ line }) => /^\s*```/.test(line),
    hint: 'A ``` fence line is inside the block; put only JavaScript into it.',
  },
  {
    test: ({ line }) => /^[A-Z][\w' ,]+[.:]?$/.test(line.trim()) && /\s/.test(line.trim()),
    hint: 'This line is prose; put explanations outside of the block or into // comments.',
  },
]

const MAX_LINE = 2000
const LINES_ABOVE = 4

/** What was probably meant by code that cannot be read. */
export function syntaxHint(source: string, { message, offset }: Fault): string | undefined {
  const at = Math.max(offset, 0)
  const lines = source.split('\n').slice(0, positionAt(source, at).line)
  const scene: Scene = {
    message,
    line: (lines.at(-1) ?? '').slice(0, MAX_LINE),
    lines: lines
      .slice(-LINES_ABOVE - 1)
      .join('\n')
      .slice(-MAX_LINE),
    before: source.slice(Math.max(0, at - 40), at),
    at: source.slice(at, at + 40),
  }
  return RULES.find((rule) => rule.test(scene))?.hint
}
