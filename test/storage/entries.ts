import type { JournalHeader, RecordedAnswer, RecordedReply } from '../../src/storage/storage.ts'

const usage = { inputTokens: 12, cachedInputTokens: 4, outputTokens: 3, reasoningTokens: 1 }

export const header: JournalHeader = {
  type: 'journal',
  version: 1,
  library: '0.1.0',
  runId: 'run-1',
  createdAt: '2026-01-02T03:04:05.678Z',
  query: 'How many?',
  queryHash: 'aa',
  contextHash: 'bb',
  settings: { model: 'gpt-5.4' },
}

export function replyOf(key: string, over: Partial<RecordedReply> & { text?: string } = {}): RecordedReply {
  const { text = `reply to ${key}`, ...rest } = over
  const reply = { text, finishReason: 'stop', usage } as const
  return { type: 'reply', key, scope: '', role: 'sub-call', reply, cost: { usage, costUsd: 0.001 }, ...rest }
}

export function turnOf(key: string, scope = ''): RecordedReply {
  return replyOf(key, { role: 'root', scope })
}

export function answerOf(key: string, over: Partial<RecordedAnswer> = {}): RecordedAnswer {
  return { type: 'answer', key, scope: '', ok: true, text: `answer to ${key}`, ...over }
}

export function failureOfCall(key: string, scope = ''): RecordedAnswer {
  return answerOf(key, { scope, ok: false, code: 'overloaded', text: 'HTTP 503' })
}
