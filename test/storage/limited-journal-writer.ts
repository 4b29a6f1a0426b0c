import { createJournal } from '../../src/storage/journal-file.ts'
import { header, replyOf } from './entries.ts'

// Appends more than there is room for, and tells as JSON what came of it.
const [path = '', onError = '', lines = '', query = ''] = process.argv.slice(2)
const failures: string[] = []
const journal = await createJournal(
  path,
  { ...header, query },
  {
    onError: onError === 'stop' ? 'stop' : 'continue',
    onFailure: (message) => void failures.push(message),
  },
).catch((error: unknown) => (error instanceof Error ? error : new Error('not an error')))
const refused = journal instanceof Error ? journal.message : undefined
let stopped: string | undefined
if (!(journal instanceof Error)) {
  for (let index = 0; index < Number(lines); index += 1) {
    await journal.record(replyOf(`reply-${index}`, { text: 'word '.repeat(200) }))
  }
  try {
    journal.assertWritable()
  } catch (error) {
    stopped = error instanceof Error ? error.message : 'not an error'
  }
  await journal.close()
}
process.stdout.write(JSON.stringify({ refused, stopped, failures }))
