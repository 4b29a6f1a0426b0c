import { fileCache } from '../../src/storage/file-cache.ts'

// Writes `count` values, of which every other one has a key that all writers share; reads each back whole.
const [directory = '', name = '', count = ''] = process.argv.slice(2)
const cache = fileCache(directory)
for (let index = 0; index < Number(count); index += 1) {
  const key = index % 2 === 0 ? `shared-${index}` : `${name}-${index}`
  await cache.set(key, name.repeat(5_000))
  const value = await cache.get(key)
  if (value === undefined || !/^(.)\1{4999}$/.test(value)) throw new Error(`A torn value of ${key}.`)
}
