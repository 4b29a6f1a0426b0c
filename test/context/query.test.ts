import { describe, expect, it } from 'vitest'
import { checkQuery, DEFAULT_QUERY } from '../../src/context/query.ts'

describe('a query', () => {
  it('stays as it is', () => {
    expect(checkQuery('  How many?\n')).toBe('  How many?\n')
  })

  it('may be left out: the context then asks', () => {
    expect(checkQuery(undefined)).toBe(DEFAULT_QUERY)
    expect(DEFAULT_QUERY).toContain('`context`')
  })

  it.each([
    ['', 'received ""'],
    [' \n', String.raw`received " \n"`],
    [null, 'received null'],
    [7, 'received number'],
    [{ query: 'a' }, 'received object'],
  ])('is refused when it is %j', (query, received) => {
    expect(() => checkQuery(query)).toThrow(
      expect.objectContaining({
        name: 'TypeError',
        code: 'invalid-query',
        message: `\`query\` must be a string that is not blank; ${received}. Leave it out where the context itself asks.`,
      }),
    )
  })
})
