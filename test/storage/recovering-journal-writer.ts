import { truncate } from 'node:fs/promises'
import { createJournal } from '../../src/storage/journal-file.ts'
import { header, replyOf } from './entries.ts'

// Appends until there is no room, makes some by cutting the file inside a line, and appends one more.
const [path = '', cutAt = ''] = process.argv.slice(2)
const failures: string[] = []
const journal = await createJournal(path, header, {
  onError: 'continue',
  onFailure: (message) => void failures.push(message),
})
for (let index = 0; failures.length === 0; index += 1) await journal.record(replyOf(`reply-${index}`))
await truncate(path, Number(cutAt))
await journal.record(replyOf('after'))
await journal.close()
process.stdout.write(String(failures.length))
