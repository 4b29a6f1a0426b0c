import { describe, expect, expectTypeOf, it } from 'vitest'
import { z } from 'zod'
import { RLM, type RunResult, type RunStream } from '../../src/index.ts'
import { failureOf } from '../support/failure.ts'
import { block, recorder, scriptedRLM } from '../support/script.ts'

const CITY = z.object({ name: z.string(), people: z.int().min(1) })

describe('schema', () => {
  it('makes the answer a value, in code and in text', async () => {
    for (const reply of [
      block('print(1)\nFINAL({ name: "Rome", people: 3 })'),
      block('FINAL(\'{"name":"Rome","people":3}\')'),
    ]) {
      await using script = await scriptedRLM({ root: [reply] })
      const result = await script.rlm.run('some context', 'q', { schema: CITY })
      expectTypeOf(result.value).toEqualTypeOf<{ name: string; people: number }>()
      expect(result).toMatchObject({ value: { name: 'Rome', people: 3 }, answer: '{"name":"Rome","people":3}' })
    }
    await using script = await scriptedRLM({ root: [block('1'), 'FINAL({"name": "Oslo", "people": 1})'] })
    expect((await script.rlm.run('some context', 'q', { schema: CITY })).value).toEqual({ name: 'Oslo', people: 1 })
  })

  it('is shown to the model as a TypeScript type, as is `contextSchema`', async () => {
    await using script = await scriptedRLM({ root: [block('FINAL({ name: context[0].name, people: 1 })')] })
    const contextSchema = z.array(z.object({ name: z.string().describe('of the city') }))
    const { value } = await script.rlm.run([{ name: 'Rome' }], 'q', { schema: CITY, contextSchema })
    expect(value.name).toBe('Rome')
    const [system = '', first = ''] = script.rootRequests()[0]?.body.messages.map(({ content }) => content) ?? []
    expect(system).toMatch(/people: number/)
    expect(first).toMatch(/of the city/)
  })

  it('sends a final that does not fit back with what is wrong, and keeps the REPL', async () => {
    await using script = await scriptedRLM({
      root: [
        block('const people = 0; FINAL({ name: "Rome", people })'),
        block('FINAL({ name: "Rome", people: people + 3 })'),
      ],
    })
    const { onEvent, of } = recorder()
    const result = await script.rlm.run('some context', 'q', { schema: CITY, onEvent })
    expect(result).toMatchObject({ value: { name: 'Rome', people: 3 }, iterations: 2, stopReason: 'final' })
    expect(script.lastReport()).toMatch(/people/)
    expect(script.lastReport()).not.toMatch(/no output/)
    expect(of('final')).toHaveLength(1)
  })

  it('is asked for once more in the last turn, and then the run fails with the answer that did not fit', async () => {
    await using script = await scriptedRLM(
      { root: [block('1'), 'Rome', '{"name":"Rome","people":2}'] },
      { maxIterations: 1 },
    )
    expect(await script.rlm.run('some context', 'q', { schema: CITY })).toMatchObject({
      value: { people: 2 },
      stopReason: 'max-iterations',
    })
    await using never = await scriptedRLM({ root: [block('1'), 'Rome'] }, { maxIterations: 1 })
    expect(await failureOf(never.rlm.run('some context', 'q', { schema: CITY }))).toMatchObject({
      code: 'invalid-answer',
      partialAnswer: 'Rome',
      message: expect.stringMatching(/must fit the `schema`.+Allow more turns, or ask for less/s),
    })
    expect(never.server.requests).toHaveLength(3)
  })

  it('may transform, and may be any type', async () => {
    await using script = await scriptedRLM({ root: [block('FINAL("2026-11-22")')] })
    const { value } = await script.rlm.run('some context', 'q', {
      schema: z.string().transform((text) => new Date(text)),
    })
    expectTypeOf(value).toEqualTypeOf<Date>()
    expect(value.getUTCDate()).toBe(22)
    await using list = await scriptedRLM({ root: [block('FINAL([1, 2])')] })
    expect((await list.rlm.run('some context', 'q', { schema: z.array(z.number()) })).value).toEqual([1, 2])
  })

  it('refuses a context that does not fit `contextSchema`, and what is no schema, before anything is paid for', async () => {
    await using script = await scriptedRLM({ root: [block('FINAL(1)')] })
    const options = { contextSchema: z.array(z.number()) }
    await expect(script.rlm.run(['a'], 'q', options)).rejects.toMatchObject({
      name: 'TypeError',
      code: 'invalid-context',
    })
    // @ts-expect-error no zod schema
    await expect(script.rlm.run('a', 'q', { schema: { type: 'string' } })).rejects.toThrow(
      /`schema` must be a zod schema/,
    )
    expect(script.server.requests).toEqual([])
  })

  it('types what a run resolves to', () => {
    const rlm = new RLM({ apiKey: 'k' })
    const untyped = () => rlm.run('c', 'q')
    const typed = () => rlm.stream('c', 'q', { schema: CITY })
    expectTypeOf(untyped).returns.resolves.toEqualTypeOf<RunResult>()
    expectTypeOf(untyped).returns.resolves.toHaveProperty('value').toEqualTypeOf<string>()
    expectTypeOf(typed).returns.toEqualTypeOf<RunStream<{ name: string; people: number }>>()
    expectTypeOf(() => rlm.resume('j', { context: 'c', schema: CITY })).returns.resolves.toHaveProperty('value')
    // @ts-expect-error the value has no such field
    void (async () => (await rlm.run('c', 'q', { schema: CITY })).value.country)
  })
})
