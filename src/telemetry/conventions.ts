/**
 * Attributes of OpenTelemetry's semantic conventions for generative AI, v0.1.0, and of the general ones they build on.
 * Their status is "development": names may change, and all of them stand here.
 *
 * @see https://github.com/open-telemetry/semantic-conventions-genai
 */
export const CONVENTION = {
  operation: 'gen_ai.operation.name',
  provider: 'gen_ai.provider.name',
  agentName: 'gen_ai.agent.name',
  model: 'gen_ai.request.model',
  stream: 'gen_ai.request.stream',
  temperature: 'gen_ai.request.temperature',
  topP: 'gen_ai.request.top_p',
  maxTokens: 'gen_ai.request.max_tokens',
  seed: 'gen_ai.request.seed',
  reasoningLevel: 'gen_ai.request.reasoning.level',
  inputTokens: 'gen_ai.usage.input_tokens',
  cachedInputTokens: 'gen_ai.usage.cache_read.input_tokens',
  outputTokens: 'gen_ai.usage.output_tokens',
  reasoningTokens: 'gen_ai.usage.reasoning.output_tokens',
  toolName: 'gen_ai.tool.name',
  toolType: 'gen_ai.tool.type',
  toolCallId: 'gen_ai.tool.call.id',
  toolArguments: 'gen_ai.tool.call.arguments',
  toolResult: 'gen_ai.tool.call.result',
  inputMessages: 'gen_ai.input.messages',
  outputMessages: 'gen_ai.output.messages',
  serverAddress: 'server.address',
  serverPort: 'server.port',
  errorType: 'error.type',
} as const

/** Values of `gen_ai.operation.name`; a span's name begins with one. */
export const OPERATION = { agent: 'invoke_agent', chat: 'chat', tool: 'execute_tool' } as const

/** What the conventions put in the place of a value that is not to be told. */
export const OTHER = '_OTHER'

/** Attributes of this library's own. */
export const OWN = {
  runId: 'rlm.run_id',
  depth: 'rlm.depth',
  iteration: 'rlm.iteration',
  contextChars: 'rlm.context_chars',
  stopReason: 'rlm.stop_reason',
  calls: 'rlm.calls',
  costUsd: 'rlm.cost_usd',
  callRole: 'rlm.call_role',
  replySource: 'rlm.reply_source',
  blockIndex: 'rlm.block_index',
  isReplayed: 'rlm.is_replayed',
  attempt: 'rlm.attempt',
  delayMs: 'rlm.delay_ms',
  limit: 'rlm.limit',
  allowed: 'rlm.allowed',
  spent: 'rlm.spent',
  storage: 'rlm.storage',
} as const

/** Events of spans. */
export const SPAN_EVENT = {
  retry: 'rlm.retry',
  sandboxRestart: 'rlm.sandbox_restart',
  limit: 'rlm.limit_reached',
  divergence: 'rlm.replay_divergence',
  storageError: 'rlm.storage_error',
} as const
