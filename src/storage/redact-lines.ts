import { type Redact, redactText } from '../jsonl/redact-text.ts'
import type { JournalEntry, JournalHeader, RecordedAnswer, RecordedEnd, RecordedReply } from './storage.ts'

/** The header as it may be written: a query that `redact` would change is left out. */
export function redactHeader(header: JournalHeader, redact: Redact | undefined): JournalHeader {
  return redactText(header.query, redact) === header.query ? header : { ...header, query: '' }
}

/** The entry as it may be written: marked where `redact` has changed one of its texts. */
export function redactEntry(entry: JournalEntry, redact: Redact | undefined): JournalEntry {
  if (redact === undefined) return entry
  switch (entry.type) {
    case 'reply':
      return redactReply(entry, redact)
    case 'answer':
      return redactAnswer(entry, redact)
    case 'end':
      return redactEnd(entry, redact)
    default:
      return entry
  }
}

function redactReply(entry: RecordedReply, redact: Redact): RecordedReply {
  const { reply, failure } = entry
  const text = redactText(reply.text, redact)
  const message = failure === undefined ? undefined : redactText(failure.message, redact)
  if (text === reply.text && message === failure?.message) return entry
  const changed: RecordedReply = { ...entry, reply: { ...reply, text }, redacted: true }
  return failure === undefined || message === undefined ? changed : { ...changed, failure: { ...failure, message } }
}

function redactAnswer(entry: RecordedAnswer, redact: Redact): RecordedAnswer {
  const text = redactText(entry.text, redact)
  return text === entry.text ? entry : { ...entry, text, redacted: true }
}

function redactEnd(entry: RecordedEnd, redact: Redact): RecordedEnd {
  const answer = entry.answer === undefined ? undefined : redactText(entry.answer, redact)
  return answer === entry.answer ? entry : { ...entry, answer, redacted: true }
}
