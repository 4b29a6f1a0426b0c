import { describe, expect, it } from 'vitest'
import { resolveOptions, type RLMOptions } from '../src/options.ts'

const KEY = { OPENAI_API_KEY: 'sk-env' }

describe('resolveOptions', () => {
  it('fills in every default', () => {
    expect(resolveOptions({}, KEY)).toMatchObject({
      endpoint: { apiKey: 'sk-env', baseURL: undefined },
      model: 'gpt-5.4',
      recursiveModel: 'gpt-5.4-mini',
      timeoutMs: 600_000,
      maxRetries: 5,
      maxIterations: 20,
      maxDepth: 1,
      maxConcurrency: 16,
      enableLogging: false,
      trackCosts: true,
    })
  })

  it('keeps a default where an option is explicitly undefined', () => {
    expect(resolveOptions({ maxDepth: undefined, sandbox: undefined }, KEY)).toMatchObject({ maxDepth: 1, sandbox: {} })
  })

  it.each([
    [{ model: 'a' }, {}, 'a', 'a'],
    [{ model: 'a', recursiveModel: 'b' }, {}, 'a', 'b'],
    [{}, { RLM_MODEL: 'c' }, 'c', 'c'],
    [{ model: 'a' }, { RLM_MODEL: 'c', RLM_RECURSIVE_MODEL: 'd' }, 'a', 'd'],
    [{ recursiveModel: 'b' }, { RLM_MODEL: ' ' }, 'gpt-5.4', 'b'],
  ])('chooses the models of %j with the environment %j', (options, environment, model, recursiveModel) => {
    expect(resolveOptions(options, { ...KEY, ...environment })).toMatchObject({ model, recursiveModel })
  })

  it('needs no key where an endpoint of one’s own or a client is given', () => {
    expect(resolveOptions({ baseURL: 'http://localhost:11434/v1' }, {}).endpoint).toMatchObject({ apiKey: 'none' })
    const client = { complete: () => Promise.reject(new Error('unused')) }
    expect(resolveOptions({ client }, {}).endpoint).toEqual({ modelClient: client })
  })

  it('says how to get going without a key', () => {
    expect(() => resolveOptions({}, { OPENAI_API_KEY: '' })).toThrow(
      /`apiKey` must be given.*OPENAI_API_KEY.*`baseURL`/,
    )
  })

  it.each<[unknown, string]>([
    [{ maxIterations: 0 }, '`maxIterations` must be an integer of at least 1; received 0. Leave it out for 20.'],
    [{ maxDepth: 1.5 }, '`maxDepth` must be an integer of at least 0; received 1.5. Leave it out for 1.'],
    [
      { maxConcurrency: Number.NaN },
      '`maxConcurrency` must be an integer of at least 1; received NaN. Leave it out for 16.',
    ],
    [{ baseURL: 'ftp://x' }, "`baseURL` must be an http or https URL; received 'ftp://x'. Leave it out for OpenAI."],
    [
      { modelOptions: { temperature: 'hot' } },
      "`modelOptions.temperature` must be a number from 0 to 2; received 'hot'.",
    ],
    [
      { sandbox: { memoryMb: 1 } },
      '`sandbox.memoryMb` must be an integer of at least 32; received 1. Leave it out for 512.',
    ],
    [
      { sandbox: { network: 'none' } },
      "`sandbox.network` must be 'auto' or 'require'; received 'none'. Leave it out for 'auto'.",
    ],
    [{ sandbox: { jitless: 1 } }, '`sandbox.jitless` must be true or false; received 1. Leave it out for false.'],
    [{ sandbox: { system: {} } }, '`sandbox.system` is not an option of RLM.'],
    [{ sandbox: { program: '' } }, '`sandbox.program` is not an option of RLM.'],
    [{ sandbox: [] }, '`sandbox` must be an object; received []. Leave it out for the default limits.'],
    [
      { trajectory: { path: 'runs' } },
      "`trajectory` must be a directory, or { directory, compress? } with compress true or false; received { path: 'runs' }. Leave it out for no trajectories.",
    ],
    [
      { telemetry: { recordContents: true } },
      '`telemetry` must be true or false, or { recordContent?, tracerProvider?, provider? } with a boolean, an object with a method `getTracer` and a name; received { recordContents: true }. Leave it out for none.',
    ],
    [{ telemetry: { tracerProvider: {} } }, '`telemetry` must be true or false, or { recordContent?, tracerProvider?'],
    [{ limits: { costUsd: 0 } }, '`limits.costUsd` must be a number above 0; received 0. Leave it out for no limit.'],
    [{ limits: { costUsd: Infinity } }, '`limits.costUsd` must be a number above 0; received Infinity.'],
    [{ limits: { tokens: 0.5 } }, '`limits.tokens` must be an integer of at least 1; received 0.5.'],
    [{ limits: { calls: 0 } }, '`limits.calls` must be an integer of at least 1; received 0.'],
    [{ limits: { errors: -1 } }, '`limits.errors` must be an integer of at least 1; received -1.'],
    [
      { limits: { durationMs: 3e9 } },
      '`limits.durationMs` must be an integer from 1 to 2147483647; received 3000000000.',
    ],
    [
      { limits: { inFlight: 'wait' } },
      "`limits.inFlight` must be 'finish' or 'abort'; received 'wait'. Leave it out for 'finish'.",
    ],
    [{ limits: { usd: 1 } }, '`limits.usd` is not an option of RLM. The options are: costUsd, tokens, calls'],
    [{ limits: 5 }, '`limits` must be an object; received 5. Leave it out for no limits.'],
    [
      { limits: { costUsd: 1 }, model: 'mystery' },
      "`model` must have a known price where `limits.costUsd` is set; that of 'mystery' is unknown. Add it to `prices`",
    ],
    [
      { limits: { costUsd: 1 }, recursiveModel: 'mystery' },
      "`recursiveModel` must have a known price where `limits.costUsd` is set; that of 'mystery' is unknown.",
    ],
    [
      { limits: { costUsd: 1 }, trackCosts: false },
      '`limits.costUsd` must come with known prices; received 1 beside `trackCosts: false`. Leave one of the two out.',
    ],
    [{ client: 5 }, '`client` must be an OpenAI instance or an object with a method `complete`; received a number.'],
    [
      { prices: { m: { input: -1, output: 1 } } },
      '`prices` must be an object of { input, output, cachedInput? } by model',
    ],
    [{ max_depth: 2 }, '`max_depth` is not an option of RLM. Did you mean `maxDepth`?'],
    [{ sandbox: { memory: 1 } }, '`sandbox.memory` is not an option of RLM. Did you mean `memoryMb`?'],
    [{ temperature: 1 }, '`temperature` is not an option of RLM. The options are: apiKey, baseURL, model'],
    ['gpt', "The options must be an object; received 'gpt'. Leave them out for the defaults."],
  ])('refuses %j with rule, value and remedy', (options, message) => {
    expect(() => resolveOptions(options as RLMOptions, KEY)).toThrow(
      expect.objectContaining({
        name: 'TypeError',
        code: 'invalid-options',
        message: expect.stringContaining(message) as string,
      }),
    )
  })

  it('has no limits by default, and takes those that are given as they are', () => {
    expect(resolveOptions({}, KEY).limits).toEqual({})
    const limits = { costUsd: 0.5, tokens: 1, calls: 1, durationMs: 1, errors: 1, inFlight: 'abort' } as const
    expect(resolveOptions({ limits }, KEY).limits).toEqual(limits)
  })

  it('has no telemetry by default, nor where it is false', () => {
    for (const telemetry of [undefined, false]) expect(resolveOptions({ telemetry }, KEY).telemetry).toBeUndefined()
    expect(resolveOptions({ telemetry: true }, KEY).telemetry).toEqual({})
  })

  it.each<RLMOptions>([
    { limits: { costUsd: 1 }, model: 'mystery', prices: { mystery: { input: 0, output: 0 } } },
    { limits: { tokens: 1 }, model: 'mystery' },
    { limits: { costUsd: undefined }, trackCosts: false },
  ])('asks for no more prices than a limit on the cost needs: %j', (options) => {
    expect(() => resolveOptions(options, KEY)).not.toThrow()
  })

  it('never shows what may hold a key', () => {
    const secret = { apiKey: ['sk-secret'], headers: { authorization: 5, other: 'sk-secret' }, client: 'sk-secret' }
    for (const [option, value] of Object.entries(secret)) {
      expect(() => resolveOptions({ [option]: value }, {})).toThrow(/^(?!.*sk-secret)/)
    }
  })
})
