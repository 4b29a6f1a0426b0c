import { expect, test } from 'vitest'
import { HANDED_DOWN, readQuestion } from '../../../examples/offline/question.ts'

test.each([
  ['How many of the reviews are positive?', 'count'],
  ['How many angry letters and e-mails came in? How many e-mails?', 'count'],
  ['What is the average age of the members?', 'average'],
  ['Which river is the longest?', 'largest'],
  ['Which town has the fewest inhabitants?', 'smallest'],
  ['What do the three ships weigh altogether?', 'sum'],
  ['How many sails does the ship have?', 'value'],
] as const)('%s asks for the %s', (query, operation) => {
  expect(readQuestion(query).operation).toBe(operation)
})

test('names, units and the form of the answer are told apart', () => {
  expect(readQuestion('How long, in miles, is the river Upper Tarn near Millau? Answer in English.')).toMatchObject({
    names: ['Upper Tarn', 'Millau'],
    units: ['mil'],
    wants: 'number',
    asked: 'How long, in miles, is the river Upper Tarn near Millau?',
  })
})

test('a question that was handed down is read without what was said before it', () => {
  const inner = 'How many sheep are there?'
  const handedDown = `The context is one part of a larger whole: B. ${HANDED_DOWN}The context is one part: C. ${HANDED_DOWN}${inner}`
  expect(readQuestion(handedDown).asked).toBe(inner)
})
