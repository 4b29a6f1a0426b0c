import { inspect } from 'node:util'
import type { OpenAI } from 'openai'
import * as z from 'zod'
import type { ModelClient } from './model/client.ts'
import type { CacheStore } from './storage/storage.ts'
import type { TracerSource } from './telemetry/telemetry-options.ts'

/** The only place that names default models. */
export const DEFAULT_MODELS = { root: 'gpt-5.4', subCalls: 'gpt-5.4-mini' } as const

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

const hasTracers = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && isMethod(value, 'getTracer')

const TELEMETRY = z.strictObject({
  recordContent: z.boolean().optional(),
  tracerProvider: z.custom<TracerSource>(hasTracers).optional(),
  provider: z.string().min(1).optional(),
})

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

function isStore(value: unknown): boolean {
  return typeof value === 'object' && value !== null && isMethod(value, 'get') && isMethod(value, 'set')
}

function isSchema(value: unknown): boolean {
  return typeof value === 'object' && value !== null && '_zod' in value && isMethod(value, 'safeParseAsync')
}

function isMethod(value: object, name: string): boolean {
  return typeof Reflect.get(value, name) === 'function'
}

/** The options of `new RLM`. */
export const OPTIONS = group(
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
    cache: option(
      z.custom<CacheStore>(isStore),
      'an object with the methods `get` and `set`',
      'Take `fileCache(directory)`, a Map or a Keyv, or leave it out for none.',
    ),
    dedupe: flag('Leave it out for false.'),
    redact: option(z.function(), 'a function that takes and gives a text', 'Leave it out to write texts as they are.'),
    trajectory: option(
      z.union([z.string().min(1), z.strictObject({ directory: z.string().min(1), compress: z.boolean().optional() })]),
      'a directory, or { directory, compress? } with compress true or false',
      'Leave it out for no trajectories.',
    ),
    telemetry: option(
      z.union([z.boolean(), TELEMETRY]),
      'true or false, or { recordContent?, tracerProvider?, provider? } with a boolean, an object with a method `getTracer` and a name',
      'Leave it out for none.',
    ),
    route: option(z.enum(['always-rlm', 'auto']), "'always-rlm' or 'auto'", "Leave it out for 'always-rlm'."),
    tools: option(
      z.record(z.string(), z.unknown()),
      'an object of tools by name, each with a description and a function `execute`',
      'Make each with `tool({ description, parameters, execute })`, or leave it out for none.',
    ),
  },
  'Leave them out for the defaults.',
)

const JOURNAL_FILE = option(
  z.union([
    z.string().min(1),
    z.strictObject({ path: z.string().min(1), onError: z.enum(['stop', 'continue']).optional() }),
  ]),
  "a path, or { path, onError? } with onError 'stop' or 'continue'",
  'Leave it out for no journal.',
)

const SESSION_RUN = {
  signal: option(z.instanceof(AbortSignal), 'an AbortSignal', 'Leave it out where nothing aborts the run.'),
  onEvent: option(z.function(), 'a function', 'Leave it out where nobody listens.'),
  schema: option(z.custom(isSchema), 'a zod schema', 'Leave it out for an answer of any text.'),
  contextSchema: option(z.custom(isSchema), 'a zod schema', 'Leave it out for a context of any kind.'),
}

/** The options of one run. */
export const RUN_OPTIONS = group({ ...SESSION_RUN, journal: JOURNAL_FILE }, 'Leave them out for the defaults.')

/** The options of a run that is resumed; its context and query are checked as those of any run. */
export const RESUME_OPTIONS = group(
  {
    ...SESSION_RUN,
    context: z.unknown().optional(),
    query: z.unknown().optional(),
    onError: option(z.enum(['stop', 'continue']), "'stop' or 'continue'", "Leave it out for 'stop'."),
  },
  'Give it the `context` that the run began with.',
)

/** The options of a run in a session. */
export const SESSION_RUN_OPTIONS = group(SESSION_RUN, 'Leave them out for the defaults.')

/** The first complaint about a value: a `TypeError`, or nothing. */
export function assertOptions(schema: z.ZodType, value: unknown): void {
  const { error } = schema.safeParse(value)
  if (error !== undefined) throw misuse(error.issues[0]?.message ?? error.message)
}

/** Misuse of the API: a `TypeError` with a code, thrown before any model is called. */
export function misuse(message: string, cause?: unknown): TypeError {
  return Object.assign(new TypeError(message, cause === undefined ? undefined : { cause }), { code: 'invalid-options' })
}

function name(path: readonly PropertyKey[] = []): string {
  return path.length === 0 ? 'The options' : `\`${path.join('.')}\``
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
