import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { readLines, readWholeLines } from '../../src/jsonl/read-lines.ts'
import { temporaryDirectory } from '../storage/temporary-directory.ts'

async function linesIn(path: string, chunkBytes: number): Promise<{ lines: string[]; isEnded: boolean[] }> {
  const lines: string[] = []
  const isEnded: boolean[] = []
  for await (const line of readLines(path, { chunkBytes })) {
    lines.push(line.bytes.toString())
    isEnded.push(line.isEnded)
  }
  return { lines, isEnded }
}

it('gives the lines of a file, wherever its chunks end', async () => {
  const path = join(temporaryDirectory(), 'lines')
  const character = fc.constantFrom('\n', 'a', 'é', '😀')
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: character }), fc.integer({ min: 1, max: 9 }), async (content, chunkBytes) => {
      writeFileSync(path, content)
      const lines = content.split('\n')
      const last = lines.pop()
      const { lines: read, isEnded } = await linesIn(path, chunkBytes)
      expect(read).toEqual(last === '' ? lines : [...lines, last])
      expect(isEnded).toEqual([...lines.map(() => true), ...(last === '' ? [] : [false])])
    }),
  )
})

it('gives whole lines in batches, wherever chunks end, and leaves out a last line that is not ended', async () => {
  const path = join(temporaryDirectory(), 'batches')
  const character = fc.constantFrom('\n', 'a', 'é', '😀')
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: character }), fc.integer({ min: 1, max: 9 }), async (content, chunkBytes) => {
      writeFileSync(path, content)
      const batches: string[] = []
      for await (const bytes of readWholeLines(path, { chunkBytes })) batches.push(bytes.toString())
      expect(batches.join('')).toBe(content.slice(0, content.lastIndexOf('\n') + 1))
      expect(batches.every((batch) => batch.endsWith('\n'))).toBe(true)
    }),
  )
})
