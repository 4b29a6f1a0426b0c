import type { ZodType } from 'zod'

/** A message of a chat request. */
export interface Message {
  role: string
  content: string
}

/** A run as its root LM sees it. */
export interface Conversation {
  query: string
  /** What the system prompt offers for sub-calls. */
  subCalls: 'none' | 'plain' | 'nested'
  /** Replies given so far. */
  turns: number
  /** Whether the last message asks for the answer at once. */
  isLastTurn: boolean
  /** The JSON that a block printed behind a label. Throws where no block printed such. */
  printed<T>(label: string, shape: ZodType<T>): T
}

/** Whether the request comes from an RLM's loop: its system prompt explains the REPL. */
export function isRoot(messages: readonly Message[]): boolean {
  return messages.some(({ role, content }) => role === 'system' && content.includes('```repl'))
}

/** Reads the conversation of a root LM. */
export function readConversation(messages: readonly Message[]): Conversation {
  const system = messages.find(({ role }) => role === 'system')?.content ?? ''
  const [first = '', ...reports] = messages.filter(({ role }) => role === 'user').map(({ content }) => content)
  return {
    query: queryOf(first),
    subCalls: subCallsOf(system),
    turns: messages.filter(({ role }) => role === 'assistant').length,
    isLastTurn: /\bthe last turn\b/i.test(reports.at(-1) ?? ''),
    printed: (label, shape) => shape.parse(findPrinted(reports, label)),
  }
}

function queryOf(firstMessage: string): string {
  const [beforeContext = ''] = firstMessage.split(/\n\s*The variable `context`/)
  return beforeContext.replace(/^\s*(?:Query|Question|Task):\s*/i, '').trim()
}

function subCallsOf(system: string): Conversation['subCalls'] {
  if (system.includes('rlm_query')) return 'nested'
  return system.includes('llm_query') ? 'plain' : 'none'
}

function findPrinted(reports: readonly string[], label: string): unknown {
  const start = `${label}: `
  const line = reports.flatMap((report) => report.split('\n')).findLast((candidate) => candidate.startsWith(start))
  if (line === undefined) return undefined
  try {
    return JSON.parse(line.slice(start.length))
  } catch {
    return undefined
  }
}
