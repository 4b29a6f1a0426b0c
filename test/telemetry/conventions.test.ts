import { readFile } from 'node:fs/promises'
import { expect, it } from 'vitest'
import { CONVENTION, OWN, SPAN_EVENT } from '../../src/telemetry/conventions.ts'

it('has all its names in docs/telemetry.md', async () => {
  const page = await readFile(new URL('../../docs/telemetry.md', import.meta.url), 'utf8')
  const names = [CONVENTION, OWN, SPAN_EVENT].flatMap((table) => Object.values(table))
  expect(names.filter((name) => !page.includes(`\`${name}\``))).toEqual([])
  expect(new Set(names).size).toBe(names.length)
})
