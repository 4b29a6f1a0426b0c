import { expect, test } from 'vitest'
import { readPrompt } from '../../../../examples/offline/reader/reader.ts'

const prompt = (question: string, instruction: string, text: string) =>
  `Question: ${question}\n${instruction}\n<text>\n${text}\n</text>`

test('reads the number with the unit that was asked for, out of many', () => {
  const text =
    'The ship has 3 masts. She is 61 metres long and was built in 1884. Her crew sleeps 20 metres from the bow.'
  expect(readPrompt(prompt('What is the length of the ship, in metres?', '', text))).toBe('61')
})

test('passes over what a sentence takes back', () => {
  const text = 'A bridge of 90 metres was rejected. The bridge is 70 metres long.'
  expect(readPrompt(prompt('How long, in metres, is the bridge?', '', text))).toBe('70')
})

test('answers 0 where the text says that there was none', () => {
  const text = 'We paid 20 euros for books. Tea came to 12 euros. The rent is 90 euros. Nobody travelled.'
  expect(readPrompt(prompt('What did travel cost, in euros?', '', text))).toBe('0')
})

test('reads the name of a person', () => {
  const text = 'Rosa Duarte asked about the garden. The garden is in the hands of Pim de Boer and Lena Arndt looks on.'
  expect(readPrompt(prompt('Who is responsible for the cellar?', '', `${text}\nTom Reed handles the cellar.`))).toBe(
    'Tom Reed',
  )
})

test('says so where the text says nothing', () => {
  expect(readPrompt(prompt('Who wrote the opera?', '', 'It rained.'))).toBe('The text does not say.')
})

test('finds the question in a prompt without tags', () => {
  expect(readPrompt('The barn holds 14 goats. The stable holds 9 mules. How many mules are there?')).toBe('9')
})

test.each([
  ['How many of the reviews complain about billing?', 2],
  ['How many of the reviews praise the delivery?', 1],
  ['How many of the reviews complain?', 3],
  ['How many of the reviews mention giraffes?', 1],
])('counts the lines that fit: %s', (question, matching) => {
  const lines = [
    'Overcharged again, this is ridiculous.',
    'Your bank details are wrong and my refund is lost.',
    'The mail carrier was lovely and the parcel spotless.',
    'The helpdesk was rude to me.',
    'Is there a discount on the model with the giraffes?',
    'Not bad at all, the staff did well.',
  ]
  const reply: unknown = JSON.parse(readPrompt(prompt(question, 'Count the lines that fit.', lines.join('\n'))))
  expect(reply).toEqual({ lines: 6, matching })
})

test('judges one document of many by what it says of the name', () => {
  const question = 'How heavy, in tons, are the bells that Otto Graf designed?'
  const judge = (text: string) => readPrompt(prompt(question, 'Below is one document of many.', text))
  expect(judge('Great bell\nOtto Graf drew it. It weighs 4 tons.')).toBe(
    '{"name":"Great bell","value":"4","quote":"It weighs 4 tons."}',
  )
  expect(judge('Small bell\nThe plan of Otto Graf was rejected. It weighs 4 tons.')).toBe('NONE')
  expect(judge('Old bell\nAda Kern drew it. It weighs 4 tons.')).toBe('NONE')
})

test.each([
  ['What do the bells weigh in all, in tons?', '1010.5'],
  ['Which bell is the biggest?', 'A'],
  ['Which bell is the smallest?', 'B'],
  ['What is the average weight?', '505.25'],
  ['How many of the bells are there?', '2'],
])('combines findings: %s', (question, answer) => {
  const findings = ['{"name":"A","value":"1,008"}', '{"name":"B","value":"2.5"}'].join('\n')
  expect(readPrompt(prompt(question, 'Combine the findings below.', findings))).toBe(answer)
})

test('finds the first sign of trouble in a window of logs, whatever its level', () => {
  const window = [
    '10:00:01 web INFO page served',
    '10:00:02 disk WARN quota exceeded',
    '10:00:03 web ERROR crashed',
  ].join('\n')
  const reply: unknown = JSON.parse(readPrompt(prompt('When?', 'Which line is the first sign of trouble?', window)))
  expect(reply).toMatchObject({ time: '10:00:02', source: 'disk', affected: ['disk', 'web'] })
})
