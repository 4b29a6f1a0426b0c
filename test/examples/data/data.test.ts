import { describe, expect, test } from 'vitest'
import { companyReport } from '../../../examples/data/company.ts'
import { haystack } from '../../../examples/data/haystack.ts'
import { incident } from '../../../examples/data/incident.ts'
import { lighthouses } from '../../../examples/data/lighthouses.ts'
import { messages } from '../../../examples/data/messages.ts'
import { minutes } from '../../../examples/data/minutes.ts'

describe.each([
  ['haystack', (seed: number) => haystack(seed, 2_000)],
  ['minutes', minutes],
  ['lighthouses', lighthouses],
  ['messages', (seed: number) => messages(seed, 100)],
  ['incident', incident],
  ['companyReport', companyReport],
] as const)('%s', (_name, generate) => {
  test('is the same for the same seed, and not for another', () => {
    expect(generate(1)).toEqual(generate(1))
    expect(generate(1)).not.toEqual(generate(2))
  })
})

test('the haystack has a million lines, and one of them tells the number', () => {
  const { text, vault, number } = haystack(1)
  const lines = text.split('\n')
  expect(lines).toHaveLength(1_000_000)
  expect(lines.filter((line) => line.includes(number) && line.includes(vault))).toHaveLength(1)
})

test('the haystack hides numbers of other vaults too', () => {
  const { text, vault } = haystack(1, 2_000)
  const others = text.split('\n').filter((line) => /magic number/.test(line) && !line.includes(vault))
  expect(others).toHaveLength(9)
})

test('every task of the minutes has one person, and the answer is among them', () => {
  const { text, task, person } = minutes(1)
  const assignments = text.split('\n').filter((line) => line.includes(task) && line.includes(person))
  expect(assignments).toHaveLength(1)
})

test('a designer has several lighthouses, and is named where she designed nothing', () => {
  const { documents, designer } = lighthouses(1)
  const naming = documents.filter(({ text }) => text.includes(designer))
  expect(documents).toHaveLength(100)
  expect(naming.length).toBeGreaterThanOrEqual(10)
  expect(naming.length).toBeLessThanOrEqual(13)
})

test('complaints about the delivery are a part of 5,000 messages, one to a line', () => {
  const { lines, deliveryComplaints } = messages(1)
  expect(lines).toHaveLength(5_000)
  expect(lines.filter((line) => line.includes('\n'))).toEqual([])
  expect(deliveryComplaints).toBeGreaterThan(500)
  expect(deliveryComplaints).toBeLessThan(1_500)
})

test('the logs of an incident are written with five clocks', () => {
  const { logs, service } = incident(1)
  const firstCharacters = Object.values(logs).map((log) => log.slice(0, 40).replaceAll(/\d/g, '0').slice(0, 21))
  expect(new Set(firstCharacters).size).toBe(5)
  expect(Object.keys(logs)).toContain(service)
})

test('the reports of a company are in 3 departments of 2 to 4 teams', () => {
  const { company, travelEuros } = companyReport(1)
  expect(company.departments.map(({ teams }) => teams.length)).toHaveLength(3)
  expect(company.departments.every(({ teams }) => teams.length >= 2 && teams.length <= 4)).toBe(true)
  expect(travelEuros).toBeGreaterThan(0)
})
