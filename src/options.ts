import { inspect } from 'node:util'
import type { OpenAI } from 'openai'
import type { Limits } from './cost/limits.ts'
import { isPriced, type Prices } from './cost/prices.ts'
import type { ModelClient, ModelOptions } from './model/client.ts'
import { assertOptions, DEFAULT_MODELS, misuse, OPTIONS } from './options-schema.ts'
import { replNames, RUNTIME_NAME } from './repl/names.ts'
import type { SandboxOptions } from './sandbox/sandbox.ts'
import type { CacheStore } from './storage/storage.ts'
import type { TelemetryOptions } from './telemetry/telemetry-options.ts'
import { checkTool } from './tools/check-tool.ts'
import type { Tool } from './tools/tool.ts'
import { checkToolName } from './tools/tool-names.ts'

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
  /** Keeps whole replies from run to run: `fileCache(directory)`, a `Map`, a `Keyv`. Default: none. */
  cache?: CacheStore | undefined
  /** Sends identical sub-calls of a run that are in flight at once only once. Default false. */
  dedupe?: boolean | undefined
  /**
   * Applied to every text before it is written to a journal, a trajectory or a span. In a journal, a text that it changes is written so and not found again: its
   * call is paid for anew when the run is resumed, and its reply is not cached. Default: texts are written as they are.
   */
  redact?: ((text: string) => string) | undefined
  /**
   * Records each run in a file of its own in this directory: every call, block and answer in full, once, and the context by
   * hash, size and preview. `compress` deflates long texts. Read it with `recursive-language-model/trajectory`.
   * Default: none.
   */
  trajectory?: string | { directory: string; compress?: boolean | undefined } | undefined
  /**
   * Makes OpenTelemetry spans of each run: `invoke_agent rlm`, and below it every model call, block and tool call. Needs
   * the package `@opentelemetry/api`, which is loaded with the first run. Default false.
   */
  telemetry?: boolean | TelemetryOptions | undefined
  /**
   * `'auto'` sends a context of up to 8,000 tokens, by estimate, that fills at most a quarter of the model's window to
   * the root LM as one plain call, where there are no tools. Default `'always-rlm'`.
   */
  route?: 'always-rlm' | 'auto' | undefined
  /** Functions of the host that blocks can call, by name; see `tool`. Default: none. */
  tools?: Readonly<Record<string, Tool>> | undefined
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
  cache: CacheStore | undefined
  dedupe: boolean
  redact: ((text: string) => string) | undefined
  trajectory: { directory: string; compress: boolean } | undefined
  telemetry: TelemetryOptions | undefined
  route: 'always-rlm' | 'auto'
  tools: Readonly<Record<string, Tool>>
}

/** The environment variables that are read, and no others. */
export type Environment = Partial<
  Record<'OPENAI_API_KEY' | 'OPENAI_BASE_URL' | 'RLM_MODEL' | 'RLM_RECURSIVE_MODEL', string>
>

/**
 * Checks the options and fills in the defaults; an explicit `undefined` keeps the default.
 *
 * @throws TypeError with rule, value and remedy, for a wrong or unknown option and for a missing key.
 */
export function resolveOptions(options: RLMOptions, environment: Environment): ResolvedOptions {
  assertOptions(OPTIONS, options)
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
    dedupe = false,
    route = 'always-rlm',
    tools = {},
  } = options
  checkTools(tools)
  const models = resolveModels(options, environment)
  assertPriced({ ...models, limits, prices, trackCosts })
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
    cache: options.cache,
    dedupe,
    redact: options.redact,
    trajectory: resolveTrajectory(options.trajectory),
    telemetry: resolveTelemetry(options.telemetry),
    route,
    tools,
  }
}

function resolveTrajectory(given: RLMOptions['trajectory']): ResolvedOptions['trajectory'] {
  if (given === undefined) return undefined
  const { directory, compress = false } = typeof given === 'string' ? { directory: given } : given
  return { directory, compress }
}

function resolveTelemetry(given: RLMOptions['telemetry'] = false): ResolvedOptions['telemetry'] {
  if (given === false) return undefined
  return given === true ? {} : given
}

function checkTools(tools: Readonly<Record<string, Tool>>): void {
  for (const [name, tool] of Object.entries(tools)) {
    const complaint = checkToolName(name, TAKEN_NAMES) ?? checkTool(name, tool)
    if (complaint !== undefined) throw misuse(complaint)
  }
}

/** Names that the REPL needs for itself. */
const TAKEN_NAMES = new Set([...replNames([]).reserved, RUNTIME_NAME])

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

/**
 * A limit on the cost holds only where the price of every call is known before it is sent. In a bundle, prices are known
 * once a run has loaded the price library: it asks again.
 *
 * @throws TypeError for a cost limit beside a model without a price.
 */
export function assertPriced({
  limits: { costUsd },
  trackCosts,
  prices,
  model,
  recursiveModel,
}: Pick<ResolvedOptions, 'model' | 'recursiveModel' | 'limits' | 'prices' | 'trackCosts'>): void {
  if (costUsd === undefined) return
  if (!trackCosts) {
    throw misuse(
      `\`limits.costUsd\` must come with known prices; received ${costUsd} beside \`trackCosts: false\`. Leave one of the two out.`,
    )
  }
  const unpriced = Object.entries({ model, recursiveModel }).find(([, name]) => !isPriced(name, prices))
  if (unpriced === undefined) return
  const [option, name] = unpriced
  throw misuse(
    `\`${option}\` must have a known price where \`limits.costUsd\` is set; that of ${inspect(name)} is unknown. Add it to \`prices\`, or limit \`tokens\` instead.`,
  )
}

/** An empty variable, as `.env` files have them, counts as not set. */
function given(value: string | undefined): string | undefined {
  return value === undefined || value.trim() === '' ? undefined : value.trim()
}
