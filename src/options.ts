import { inspect } from 'node:util'
import type { OpenAI } from 'openai'
import { z } from 'zod'
import type { Limits } from './cost/limits.ts'
import { isPriced, type Prices } from './cost/prices.ts'
import type { ModelClient, ModelOptions } from './model/client.ts'
import type { SandboxOptions } from './sandbox/sandbox.ts'

/** Options of `new RLM(options)`; every one may be left out. */
export interface RLMOptions {
  /** Key of the endpoint. Default: the environment's `OPENAI_API_KEY`. Endpoints other than OpenAI's may need none. */
  apiKey?: string | undefined
  /** Any OpenAI-compatible endpoint. Default: `OPENAI_BASE_URL`, else OpenAI's. */
  baseURL?: string | undefined
  /** Root LM. Default: `RLM_MODEL`, else `gpt-5.4`. */
  model?: string | undefined
  /** LM of sub-calls. Default: `RLM_RECURSIVE_MODEL`, else `model` where only that was given, else `gpt-5.4-mini`. */
  recursiveModel?: string | undefined
  /** Parameters of the root's calls, each sent only where given. */
  modelOptions?: ModelOptions | undefined
  /** Parameters of sub-calls, each sent only where given. */
  recursiveModelOptions?: ModelOptions | undefined
  /** A ready `OpenAI` or `AzureOpenAI` instance, or a `ModelClient` of your own; then no key is needed. */
  client?: OpenAI | ModelClient | undefined
  /** Longest wait of one model call without a byte, in milliseconds. Default 600,000. */
  timeoutMs?: number | undefined
  /** Retries of one model call. Default 5. */
  maxRetries?: number | undefined
  /** Further HTTP headers of every model call. */
  headers?: Record<string, string> | undefined
  /** Turns of the root loop. Default 20. */
  maxIterations?: number | undefined
  /** 0: no sub-calls; 1: sub-calls are plain model calls; 2: sub-calls are RLMs whose own are plain; and so on. Default 1. */
  maxDepth?: number | undefined
  /** Model calls in flight at once, over all runs of the instance and their trees. Default 16. */
  maxConcurrency?: number | undefined
  /** Replaces the root's system prompt; the REPL's contract is appended. */
  customPrompt?: string | undefined
  /** Writes a readable account of each run to stderr, cell by cell. Default false. */
  enableLogging?: boolean | undefined
  /** `false` leaves prices out: costs are `null`. Default true. */
  trackCosts?: boolean | undefined
  /** USD per million tokens by model, over the price library. */
  prices?: Prices | undefined
  /** Limits of each run, over the whole tree of its calls. Default: none. */
  limits?: Limits | undefined
  /** Tokens that a model can read and write in one call, for all models or by model. Default: the price library's. */
  contextWindow?: number | Readonly<Record<string, number>> | undefined
  /** Limits of the sandbox. */
  sandbox?: SandboxOptions | undefined
}

/** Options with every default filled in. */
export interface ResolvedOptions {
  /** Where model calls go: a client of the user's, or an endpoint. */
  endpoint: { modelClient: ModelClient } | { client: OpenAI } | { apiKey: string; baseURL: string | undefined }
  model: string
  recursiveModel: string
  modelOptions: ModelOptions | undefined
  recursiveModelOptions: ModelOptions | undefined
  timeoutMs: number
  maxRetries: number
  headers: Record<string, string>
  maxIterations: number
  maxDepth: number
  maxConcurrency: number
  customPrompt: string | undefined
  enableLogging: boolean
  trackCosts: boolean
  prices: Prices
  limits: Limits
  contextWindow: number | Readonly<Record<string, number>>
  sandbox: SandboxOptions
}

/** The environment variables that are read, and no others. */
export type Environment = Partial<
  Record<'OPENAI_API_KEY' | 'OPENAI_BASE_URL' | 'RLM_MODEL' | 'RLM_RECURSIVE_MODEL', string>
>

/** The only place that names default models. */
const DEFAULT_MODELS = { root: 'gpt-5.4', subCalls: 'gpt-5.4-mini' } as const

type Issue = z.core.$ZodRawIssue

/** An option whose every complaint is the same sentence: rule, value, remedy. */
const option = <Schema extends z.ZodType>(schema: Schema, rule: string, remedy: string) =>
  z
    .custom<z.output<Schema>>((value) => schema.safeParse(value).success, {
      error: ({ path, input }: Issue) => `${name(path)} must be ${rule}; received ${show(input, path)}. ${remedy}`,
    })
    .optional()

/** Options that belong together; one that is not among them is an error too. */
const group = <Shape extends z.ZodRawShape>(shape: Shape, remedy: string) =>
  z.strictObject(shape, {
    error: (issue: Issue) =>
      issue.code === 'unrecognized_keys'
        ? unknownOption(issue.path, issue.keys, Object.keys(shape))
        : `${name(issue.path)} must be an object; received ${show(issue.input, issue.path)}. ${remedy}`,
  })

const text = (remedy: string) => option(z.string().min(1), 'a non-empty string', remedy)
const flag = (remedy: string) => option(z.boolean(), 'true or false', remedy)
const whole = (minimum: number, remedy: string) =>
  option(z.int().min(minimum), `an integer of at least ${minimum}`, remedy)
const number = (minimum: number, maximum: number, remedy: string) =>
  option(z.number().min(minimum).max(maximum), `a number from ${minimum} to ${maximum}`, remedy)

const OF_THE_MODEL = "Leave it out for the model's own default."

const MODEL_OPTIONS = group(
  {
    temperature: number(0, 2, OF_THE_MODEL),
    topP: number(0, 1, OF_THE_MODEL),
    maxOutputTokens: whole(1, OF_THE_MODEL),
    reasoningEffort: option(
      z.enum(['none', 'minimal', 'low', 'medium', 'high', 'xhigh']),
      'one of none, minimal, low, medium, high, xhigh',
      OF_THE_MODEL,
    ),
    seed: option(z.int(), 'an integer', 'Leave it out for none.'),
    extraBody: option(z.record(z.string(), z.unknown()), 'an object of request fields', 'Leave it out for none.'),
  },
  OF_THE_MODEL,
).optional()

const PRICE = z.strictObject({
  input: z.number().min(0),
  cachedInput: z.number().min(0).optional(),
  output: z.number().min(0),
})

const WINDOW = z.int().min(1)

const SANDBOX = group(
  {
    memoryMb: whole(32, 'Leave it out for 512.'),
    blockTimeoutMs: whole(1, 'Leave it out for 60000.'),
    maxOutputChars: whole(200, 'Leave it out for 20000.'),
    nodePath: text('Leave it out for the Node that runs this program.'),
    network: option(z.enum(['auto', 'require']), "'auto' or 'require'", "Leave it out for 'auto'."),
    jitless: flag('Leave it out for false.'),
  },
  'Leave it out for the default limits.',
).optional()

const NO_LIMIT = 'Leave it out for no limit.'

/** The longest wait of a timer. */
const LONGEST_MS = 2 ** 31 - 1

const LIMITS = group(
  {
    costUsd: option(z.number().positive(), 'a number above 0', NO_LIMIT),
    tokens: whole(1, NO_LIMIT),
    calls: whole(1, NO_LIMIT),
    durationMs: option(z.int().min(1).max(LONGEST_MS), `an integer from 1 to ${LONGEST_MS}`, NO_LIMIT),
    errors: whole(1, NO_LIMIT),
    inFlight: option(z.enum(['finish', 'abort']), "'finish' or 'abort'", "Leave it out for 'finish'."),
  },
  'Leave it out for no limits.',
).optional()

const isClient = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && ('complete' in value || 'chat' in value)

const OPTIONS = group(
  {
    apiKey: text('Leave it out to use the environment variable OPENAI_API_KEY.'),
    baseURL: option(z.url({ protocol: /^https?$/ }), 'an http or https URL', 'Leave it out for OpenAI.'),
    model: text(`Leave it out for ${DEFAULT_MODELS.root}.`),
    recursiveModel: text(`Leave it out for ${DEFAULT_MODELS.subCalls}.`),
    modelOptions: MODEL_OPTIONS,
    recursiveModelOptions: MODEL_OPTIONS,
    client: option(
      z.custom<OpenAI | ModelClient>(isClient),
      'an OpenAI instance or an object with a method `complete`',
      'Leave it out for an endpoint with `apiKey`.',
    ),
    timeoutMs: whole(1, 'Leave it out for 600000.'),
    maxRetries: whole(0, 'Leave it out for 5.'),
    headers: option(z.record(z.string(), z.string()), 'an object of strings', 'Leave it out for none.'),
    maxIterations: whole(1, 'Leave it out for 20.'),
    maxDepth: whole(0, 'Leave it out for 1.'),
    maxConcurrency: whole(1, 'Leave it out for 16.'),
    customPrompt: text('Leave it out for the built-in prompt.'),
    enableLogging: flag('Leave it out for false.'),
    trackCosts: flag('Leave it out for true.'),
    prices: option(
      z.record(z.string(), PRICE),
      'an object of { input, output, cachedInput? } by model, in USD per million tokens',
      'Leave it out for the price library alone.',
    ),
    limits: LIMITS,
    contextWindow: option(
      z.union([WINDOW, z.record(z.string(), WINDOW)]),
      'a number of tokens, at least 1, or an object of such numbers by model',
      'Leave it out for the known windows.',
    ),
    sandbox: SANDBOX,
  },
  'Leave it out for the defaults.',
)

/**
 * Checks the options and fills in the defaults; an explicit `undefined` keeps the default.
 *
 * @throws TypeError with rule, value and remedy, for a wrong or unknown option and for a missing key.
 */
export function resolveOptions(options: RLMOptions, environment: Environment): ResolvedOptions {
  const { success, error } = OPTIONS.safeParse(options)
  if (!success) throw misuse(error.issues[0]?.message ?? error.message)
  const {
    timeoutMs = 600_000,
    maxRetries = 5,
    headers = {},
    maxIterations = 20,
    maxDepth = 1,
    maxConcurrency = 16,
    enableLogging = false,
    trackCosts = true,
    prices = {},
    limits = {},
    contextWindow = {},
    sandbox = {},
  } = options
  const models = resolveModels(options, environment)
  if (limits.costUsd !== undefined) checkPriced(limits.costUsd, { ...models, prices, trackCosts })
  return {
    endpoint: resolveEndpoint(options, environment),
    ...models,
    modelOptions: options.modelOptions,
    recursiveModelOptions: options.recursiveModelOptions,
    customPrompt: options.customPrompt,
    timeoutMs,
    maxRetries,
    headers,
    maxIterations,
    maxDepth,
    maxConcurrency,
    enableLogging,
    trackCosts,
    prices,
    limits,
    contextWindow,
    sandbox,
  }
}

function resolveEndpoint({ client, ...options }: RLMOptions, environment: Environment): ResolvedOptions['endpoint'] {
  if (client !== undefined) return 'complete' in client ? { modelClient: client } : { client }
  const baseURL = options.baseURL ?? given(environment.OPENAI_BASE_URL)
  const apiKey = options.apiKey ?? given(environment.OPENAI_API_KEY)
  if (apiKey !== undefined) return { apiKey, baseURL }
  // Local servers ask for no key, but the client library wants one to send.
  if (baseURL !== undefined) return { apiKey: 'none', baseURL }
  throw misuse(
    '`apiKey` must be given: there is none in the options and none in the environment variable OPENAI_API_KEY. Pass `apiKey`, set the variable, pass the `baseURL` of a server that needs no key, or pass a `client` of your own.',
  )
}

function resolveModels(options: RLMOptions, environment: Environment): { model: string; recursiveModel: string } {
  const model = options.model ?? given(environment.RLM_MODEL)
  const recursiveModel = options.recursiveModel ?? given(environment.RLM_RECURSIVE_MODEL)
  return {
    model: model ?? DEFAULT_MODELS.root,
    recursiveModel: recursiveModel ?? model ?? DEFAULT_MODELS.subCalls,
  }
}

/** A limit on the cost holds only where the price of every call is known before it is sent. */
function checkPriced(
  costUsd: number,
  { trackCosts, prices, ...models }: Pick<ResolvedOptions, 'model' | 'recursiveModel' | 'prices' | 'trackCosts'>,
): void {
  if (!trackCosts) {
    throw misuse(
      `\`limits.costUsd\` must come with known prices; received ${costUsd} beside \`trackCosts: false\`. Leave one of the two out.`,
    )
  }
  const unpriced = Object.entries(models).find(([, model]) => !isPriced(model, prices))
  if (unpriced === undefined) return
  const [option, model] = unpriced
  throw misuse(
    `\`${option}\` must have a known price where \`limits.costUsd\` is set; that of ${inspect(model)} is unknown. Add it to \`prices\`, or limit \`tokens\` instead.`,
  )
}

/** An empty variable, as `.env` files have them, counts as not set. */
function given(value: string | undefined): string | undefined {
  return value === undefined || value.trim() === '' ? undefined : value.trim()
}

/** Misuse of the API: a `TypeError` with a code, thrown before any model is called. */
function misuse(message: string): TypeError {
  return Object.assign(new TypeError(message), { code: 'invalid-options' })
}

function name(path: readonly PropertyKey[] = []): string {
  return path.length === 0 ? 'The argument of `new RLM(options)`' : `\`${path.join('.')}\``
}

function unknownOption(path: readonly PropertyKey[] = [], keys: readonly string[], known: readonly string[]): string {
  const [key = ''] = keys
  const plain = key.toLowerCase().replaceAll('_', '')
  const similar = known.find((option) => option.toLowerCase().startsWith(plain) || plain === `${option.toLowerCase()}s`)
  const remedy = similar === undefined ? `The options are: ${known.join(', ')}.` : `Did you mean \`${similar}\`?`
  return `${name([...path, key])} is not an option of RLM. ${remedy}`
}

/** A value for an error message: short, and nothing of what may hold a key. */
function show(value: unknown, [option]: readonly PropertyKey[] = []): string {
  if (option === 'apiKey' || option === 'headers' || option === 'client')
    return value === '' ? "''" : `a ${typeof value}`
  return inspect(value, { depth: 1, breakLength: Infinity }).slice(0, 80)
}
