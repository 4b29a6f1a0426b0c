import { describe, expect, it } from 'vitest'
import { checkJson } from '../../src/context/check-json.ts'

describe('the check of a JSON value', () => {
  it('looks at a shared part once, however many ways lead to it', () => {
    let shared: unknown = ['x']
    for (let level = 0; level < 100; level += 1) shared = [shared, shared]
    expect(() => checkJson(shared)).not.toThrow()
  })

  it('finds what is wrong behind a shared part', () => {
    const shared = [[1]]
    expect(() => checkJson({ a: shared, b: shared, c: 1n })).toThrow('`context.c` is a bigint')
  })
})
