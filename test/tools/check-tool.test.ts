import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { checkTool } from '../../src/tools/check-tool.ts'

const good = { description: 'Finds.', execute: () => 1 }

describe('a tool of the options', () => {
  it.each([
    [good],
    [{ ...good, parameters: z.string(), timeoutMs: 1, maxConcurrency: 1 }],
    [{ ...good, parameters: undefined, timeoutMs: undefined, maxConcurrency: undefined }],
  ])('may be %o', (tool) => {
    expect(checkTool('find', tool)).toBeUndefined()
  })

  it.each<[string, unknown]>([
    ['`tools.find` must be a tool', undefined],
    ['`tools.find` must be a tool', () => 1],
    ['`tools.find.description` must be a non-empty string', { ...good, description: '' }],
    ['`tools.find.parameters` must be a schema of zod 4', { ...good, parameters: { type: 'object' } }],
    ['`tools.find.execute` must be a function', { ...good, execute: 'run' }],
    ['`tools.find.timeoutMs` must be an integer from 1 to', { ...good, timeoutMs: Infinity }],
    ['`tools.find.maxConcurrency` must be an integer of at least 1', { ...good, maxConcurrency: 0 }],
  ])('is refused with %j, the value and a remedy', (rule, tool) => {
    expect(checkTool('find', tool)).toMatch(/; received .+\. [A-Z].*\.$/)
    expect(checkTool('find', tool)?.startsWith(rule)).toBe(true)
  })
})
