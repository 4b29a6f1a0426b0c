import { afterAll, beforeAll, expect, test } from 'vitest'
import { RLM, type RLMOptions } from '../../../../src/index.ts'
import { type OfflineServer, startOfflineServer } from '../../../../examples/offline/server.ts'

let server: OfflineServer

beforeAll(async () => {
  server = await startOfflineServer()
})

afterAll(() => server.close())

async function ask(context: unknown, query?: string, options: RLMOptions = {}): Promise<string> {
  const rlm = new RLM({ baseURL: server.baseURL, model: 'offline-rule-based', ...options })
  return rlm.completion(context, query)
}

const herd = 'Minna keeps 14 goats on the hill.\nTheir barn is new.\nRasmus keeps 9 goats by the river.'

test.each([0, 1, 2])('answers from a short text at maxDepth %i', async (maxDepth) => {
  expect(await ask(herd, 'How many goats does Rasmus keep?', { maxDepth })).toBe('9')
})

test.each([0, 1, 2])('answers a context that is a prompt of its own at maxDepth %i', async (maxDepth) => {
  expect(await ask(`${herd}\nHow many goats does Minna keep?`, undefined, { maxDepth })).toBe('14')
})

test('finds the one line of a text too long to read', async () => {
  const text = Array.from({ length: 20_000 }, (_, index) => `Day ${index}: the goats of ${index} farms are out.`)
  text[12_345] = 'The harbour pilot of Esbjerg is Karen Bruun.'
  expect(await ask(text.join('\n'), 'Who is the harbour pilot of Esbjerg?')).toBe('Karen Bruun')
})

test('combines documents as the query asks', async () => {
  const documents = ['Ib', 'Ulla', 'Per'].map((name, index) => ({
    title: name,
    text: `${name} weighs ${60 + index} kilos.`,
  }))
  expect(await ask(documents, 'How heavy, in kilos, are the people on average who weigh something?')).toBe('61')
})

test('counts entries of a list by what they are about', async () => {
  const entries = [
    'My invoice is wrong.',
    'Lovely agent on the phone!',
    'Overcharged, terrible.',
    'Which bank do you use?',
  ]
  expect(await ask(entries, 'How many of these entries complain about billing?')).toBe('2')
})

test.each([1, 2])('asks the leaves of a tree at maxDepth %i', async (maxDepth) => {
  const tree = {
    zoo: 'North',
    houses: [
      { house: 'Cats', note: 'It holds 4 lions.' },
      { house: 'Birds', note: 'It holds 11 owls and 2 lions.' },
    ],
  }
  expect(await ask(tree, 'How many lions are there in the whole zoo?', { maxDepth })).toBe('6')
})

test('says that its rules end where they do', async () => {
  expect(await ask('Nothing of the kind.', 'Who is the harbour pilot of Esbjerg?')).toBe('The text does not say.')
})
