import { openJournal } from '../../src/storage/journal-file.ts'
import { replyOf } from './entries.ts'

// Appends `count` replies to a journal: some one by one, some at once, of a few bytes to 20,000.
const [path = '', name = '', count = ''] = process.argv.slice(2)
const { journal } = await openJournal(path, {
  onError: 'stop',
  onFailure: (message) => process.stderr.write(`${message}\n`),
})
for (let index = 0; index < Number(count); index += 1) {
  const text = name.repeat(index % 100 === 0 ? 20_000 : index % 50)
  const written = journal.record(replyOf(`${name}-${index}`, { text }))
  if (index % 7 === 0) await written
}
await journal.close()
journal.assertWritable()
