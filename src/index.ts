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
export { RLM } from './rlm.ts'
export type { JournalOptions, ResumeOptions, RunOptions, SessionRunOptions } from './run-options.ts'
export type { Session } from './session.ts'
export { fileCache } from './storage/file-cache.ts'
export type { CacheStore } from './storage/storage.ts'
export type { TelemetryOptions, TracerSource } from './telemetry/telemetry-options.ts'
export { type Tool, tool, type ToolCall } from './tools/tool.ts'
export type { CallRole, EventBase, Failure, Outcome, ReplySource, RunEvent, StopReason } from './run/events.ts'
export type { RunResult } from './run/run.ts'
export type { RunStream } from './run/run-stream.ts'
export type { BlockError, BlockResult, SandboxLoss, SandboxOptions } from './sandbox/sandbox.ts'
