import { createJournal } from '../../src/storage/journal-file.ts'
import { header, replyOf } from './entries.ts'

// Appends until it is killed; says so when it is well under way.
const [path = ''] = process.argv.slice(2)
const journal = await createJournal(path, header, { onError: 'stop', onFailure: () => process.exit(1) })
for (let index = 0; ; index += 1) {
  await journal.record(replyOf(`reply-${index}`, { text: String(index).repeat(50_000) }))
  if (index === 20) process.stdout.write('under way\n')
}
