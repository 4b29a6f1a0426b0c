import { setImmediate, setTimeout as delay } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { type Tool, tool } from '../../src/tools/tool.ts'
import { toolBox, type ToolBox } from '../../src/tools/tool-box.ts'

const description = 'Does something.'
const noSignal = new AbortController().signal

const boxOf = (tools: Record<string, Tool>): ToolBox => toolBox(tools, (schema) => `a ${schema.type}`)
const call = (definition: Tool, argument = '', signal = noSignal): Promise<string> =>
  boxOf({ x: definition }).call('x', argument, { signal })
const returning = (result: unknown): Tool => tool({ description, execute: () => result })

/** A promise with its handles, for calls that end when the test says so. */
function gate(): { opened: Promise<void>; open: () => void } {
  const { promise, resolve } = Promise.withResolvers<void>()
  return { opened: promise, open: resolve }
}

describe('the signatures of tools', () => {
  it('say name, purpose and type of the argument, a list item each', () => {
    const box = toolBox(
      {
        find: tool({ description: 'Finds orders.\nAll of them.', parameters: z.string(), execute: () => 1 }),
        now: tool({ description: 'The time.', execute: () => 1 }),
      },
      (_, option) => `{\n  of: ${option}\n}`,
    )
    expect(box.names).toEqual(['find', 'now'])
    expect(box.signatures()).toBe(
      '- `find(argument)`: Finds orders.\n  All of them.\n  Type of `argument`:\n  {\n    of: tools.find.parameters\n  }\n- `now()`: The time.',
    )
  })

  it('are made at once, so that a schema that cannot be told is found early', () => {
    const describe = (): string => {
      throw new TypeError('no type')
    }
    expect(() => toolBox({ x: tool({ description, parameters: z.string(), execute: () => 1 }) }, describe)).toThrow(
      'no type',
    )
  })
})

describe('the result of a tool', () => {
  it.each<[unknown, string]>([
    [{ a: [1, 'x', null, true] }, '{"a":[1,"x",null,true]}'],
    ['text', '"text"'],
    [null, 'null'],
    [undefined, ''],
    [new Date(0), '"1970-01-01T00:00:00.000Z"'],
    [{ at: new Date(0), gone: undefined }, '{"at":"1970-01-01T00:00:00.000Z"}'],
    [Promise.resolve(3), '3'],
  ])('of %o is %s', async (result, text) => {
    expect(await call(returning(result))).toBe(text)
  })

  const cycle: { self?: unknown } = {}
  cycle.self = cycle
  it.each<[string, unknown]>([
    ['the result is a bigint', 1n],
    ['`total` is a bigint', { rows: [{ total: 1n }] }],
    ['the result is a function', () => 1],
    ['`0` is a symbol', [Symbol('x')]],
    ['`share` is NaN', { share: Number.NaN }],
    ['`byId` is a Map', { byId: new Map() }],
    ['the result is of class RangeError', new RangeError('x')],
    ['circular', cycle],
    [
      'no way',
      {
        toJSON: () => {
          throw new Error('no way')
        },
      },
    ],
  ])('that JSON cannot hold is an error: %s', async (what, result) => {
    await expect(call(returning(result))).rejects.toThrow(/^Tool `x` must return what JSON can hold; it did not: /)
    await expect(call(returning(result))).rejects.toThrow(what)
  })

  it('has at most 16 million characters', async () => {
    expect(await call(returning('x'.repeat(15_999_998)))).toHaveLength(16_000_000)
    await expect(call(returning('x'.repeat(15_999_999)))).rejects.toThrow(
      'at most 16000000 characters of JSON; it returned 16000001',
    )
  })
})

describe('the argument of a tool', () => {
  const find = tool({
    description,
    parameters: z.object({ id: z.int(), size: z.number().default(2) }),
    execute: (argument) => argument,
  })

  it('reaches `execute` as its schema gives it', async () => {
    expect(await call(find, '{"id":1,"extra":true}')).toBe('{"id":1,"size":2}')
  })

  it.each([
    ['', 'received none'],
    ['{"id":"one"}', 'received {"id":"one"}'],
    ['{"id"', 'that JSON can hold'],
    [`"${'x'.repeat(9000)}"`, 'expected object'],
  ])('that does not fit is an error with tool, rule, value and remedy: %.20s', async (argument, part) => {
    const error: unknown = await call(find, argument).catch((error: unknown) => error)
    expect(error).toMatchObject({
      code: 'bad-request',
      message: expect.stringContaining('Tool `x` takes an argument') as string,
    })
    expect((error as Error).message).toContain(part)
    expect((error as Error).message.length).toBeLessThan(1000)
  })

  it('is none where the tool has no parameters', async () => {
    await expect(call(returning(1), '{}')).rejects.toThrow('Tool `x` takes no argument; received {}. Call x().')
  })

  it('may be refused by a refinement that throws, as a failure of the tool', async () => {
    const parameters = z.number().refine(async () => {
      throw new Error('broken')
    })
    await expect(call(tool({ description, parameters, execute: () => 1 }), '1')).rejects.toThrow(
      'tool `x` failed: broken',
    )
  })
})

describe('a tool that fails', () => {
  it.each<[string, () => unknown]>([
    [
      'at once',
      () => {
        throw new Error('no such order')
      },
    ],
    [
      'later',
      async () => {
        throw new Error('no such order')
      },
    ],
  ])('%s rejects with its name, its message and the cause', async (_, execute) => {
    await expect(call(tool({ description, execute }))).rejects.toMatchObject({
      name: 'Error',
      message: 'tool `x` failed: no such order',
      cause: expect.objectContaining({ message: 'no such order' }) as Error,
    })
  })

  it('may throw anything', async () => {
    const execute = async (): Promise<never> => Promise.reject('a string')
    await expect(call(tool({ description, execute }))).rejects.toThrow('tool `x` failed: a string')
  })

  it('is told from one that does not exist', async () => {
    await expect(boxOf({ a: returning(1), b: returning(2) }).call('c', '', { signal: noSignal })).rejects.toMatchObject(
      {
        code: 'bad-request',
        message: "A tool must be one of this run's; received `c`. Call one of: a, b.",
      },
    )
    await expect(boxOf({ a: returning(1) }).call('constructor', '', { signal: noSignal })).rejects.toThrow(
      'must be one of',
    )
  })
})

describe('a call that takes too long', () => {
  it('rejects after `timeoutMs`, though `execute` ignores its signal, and frees its place', async () => {
    const { opened, open } = gate()
    let calls = 0
    const execute = async (): Promise<number> => {
      calls += 1
      if (calls === 1) await opened
      return calls
    }
    const box = boxOf({ x: tool({ description, execute, timeoutMs: 30, maxConcurrency: 1 }) })
    const [first, second] = await Promise.allSettled([
      box.call('x', '', { signal: noSignal }),
      box.call('x', '', { signal: noSignal }),
    ])
    expect(first).toMatchObject({
      reason: { code: 'timeout', message: expect.stringContaining('`x` must answer within 30 ms') as string },
    })
    expect(second).toMatchObject({ value: '2' })
    open()
  })

  it('is told so by the signal, whose error is not that of the call', async () => {
    const execute = (_: undefined, { signal }: { signal: AbortSignal }): Promise<void> =>
      delay(60_000, undefined, { signal })
    await expect(call(tool({ description, execute, timeoutMs: 20 }))).rejects.toMatchObject({ code: 'timeout' })
  })

  it('counts the time of checking the argument', async () => {
    const parameters = z.number().refine(() => new Promise<boolean>(() => undefined))
    await expect(call(tool({ description, parameters, execute: () => 1, timeoutMs: 20 }), '1')).rejects.toMatchObject({
      code: 'timeout',
    })
  })

  it('leaves no rejection unhandled when `execute` fails afterwards', async () => {
    const unhandled: unknown[] = []
    const note = (reason: unknown): unknown => unhandled.push(reason)
    process.on('unhandledRejection', note)
    const { opened, open } = gate()
    const execute = async (): Promise<never> => {
      await opened
      throw new Error('late')
    }
    await expect(call(tool({ description, execute, timeoutMs: 10 }))).rejects.toMatchObject({ code: 'timeout' })
    open()
    await setImmediate()
    process.off('unhandledRejection', note)
    expect(unhandled).toEqual([])
  })

  it('leaves no timer behind when it ends in time', async () => {
    const timers = (): number => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length
    const before = timers()
    await call(returning(1))
    await call(tool({ description, execute: () => Promise.reject(new Error('x')) })).catch(() => undefined)
    expect(timers()).toBe(before)
  })
})

describe('an aborted call', () => {
  it('rejects at once and tells `execute`', async () => {
    const controller = new AbortController()
    const told = gate()
    const execute = (_: undefined, { signal }: { signal: AbortSignal }): Promise<void> => {
      signal.addEventListener('abort', told.open)
      controller.abort('enough')
      return new Promise(() => undefined)
    }
    await expect(call(tool({ description, execute }), '', controller.signal)).rejects.toMatchObject({
      code: 'aborted',
      cause: 'enough',
    })
    await told.opened
  })

  it('never starts where it was still waiting', async () => {
    const controller = new AbortController()
    const { opened, open } = gate()
    const started: unknown[] = []
    const execute = async (id: number): Promise<void> => {
      started.push(id)
      await opened
    }
    const checked: unknown[] = []
    const parameters = z.number().refine((id) => checked.push(id))
    const box = boxOf({ x: tool({ description, parameters, execute, maxConcurrency: 1 }) })
    const first = box.call('x', '1', { signal: noSignal })
    const second = box.call('x', '2', { signal: controller.signal })
    const third = box.call('x', '3', { signal: noSignal })
    controller.abort()
    await expect(second).rejects.toMatchObject({ code: 'aborted' })
    open()
    await Promise.all([first, third])
    expect({ checked, started }).toEqual({ checked: [1, 3], started: [1, 3] })
  })

  it('never starts where the signal aborts while its argument is checked', async () => {
    const controller = new AbortController()
    const { opened, open } = gate()
    let calls = 0
    const parameters = z.number().refine(async () => {
      controller.abort()
      await opened
      return true
    })
    const execute = (): number => (calls += 1)
    await expect(call(tool({ description, parameters, execute }), '1', controller.signal)).rejects.toMatchObject({
      code: 'aborted',
    })
    open()
    await setImmediate()
    expect(calls).toBe(0)
  })

  it('never starts where the signal had aborted before', async () => {
    let calls = 0
    const execute = (): number => (calls += 1)
    await expect(call(tool({ description, execute }), '', AbortSignal.abort())).rejects.toMatchObject({
      code: 'aborted',
    })
    expect(calls).toBe(0)
  })
})

describe('calls at once', () => {
  it.each([
    [8, undefined],
    [3, 3],
  ])('are at most %i with `maxConcurrency` %o, for each tool', async (most, maxConcurrency) => {
    const running = { now: 0, most: 0 }
    const execute = async (): Promise<void> => {
      running.now += 1
      running.most = Math.max(running.most, running.now)
      await delay(1)
      running.now -= 1
    }
    const box = boxOf({ x: tool({ description, execute, maxConcurrency }) })
    await Promise.all(Array.from({ length: 30 }, () => box.call('x', '', { signal: noSignal })))
    expect(running).toEqual({ now: 0, most })
  })
})
