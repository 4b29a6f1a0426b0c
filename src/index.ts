export type { Limits } from './cost/limits.ts'
export type { ComponentUsage, TokenUsage, Usage, UsageShare } from './cost/usage.ts'
export type { Price, Prices } from './cost/prices.ts'
export {
  LimitError,
  type LimitErrorDetails,
  type LimitName,
  ModelError,
  type ModelErrorDetails,
  RLMError,
  type RLMErrorCode,
  type RLMErrorDetails,
} from './errors.ts'
export type {
  ChatMessage,
  ModelCallOptions,
  ModelClient,
  ModelOptions,
  ModelReply,
  ModelRequest,
  ModelRetry,
} from './model/client.ts'
export type { RLMOptions } from './options.ts'
export { RLM, type RunOptions } from './rlm.ts'
export type { CallRole, EventBase, Outcome, RunEvent, StopReason } from './run/events.ts'
export type { RunResult } from './run/run.ts'
export type { RunStream } from './run/run-stream.ts'
export type { BlockError, BlockResult, SandboxLoss, SandboxOptions } from './sandbox/sandbox.ts'
