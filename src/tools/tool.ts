import type { z } from 'zod'

/** What a tool is told besides its argument. */
export interface ToolCall {
  /** Aborts when the run or the block ends, or when the call has taken `timeoutMs`. */
  signal: AbortSignal
}

/** A function of yours that blocks can call. Make one with `tool`, which infers the argument's type. */
export interface Tool {
  /** Says to the model what it does. */
  readonly description: string
  /** What its one argument must be; without it, the tool is called without argument. */
  readonly parameters?: z.ZodType | undefined
  /** Gives a JSON-like value, or a promise of one. `never` stands for what `parameters` accepts. */
  readonly execute: (argument: never, call: ToolCall) => unknown
  /** Longest run of one call, in milliseconds. Default 60,000. */
  readonly timeoutMs?: number | undefined
  /** Calls of this tool that run at once; the others wait. Default 8. */
  readonly maxConcurrency?: number | undefined
}

/** A tool as it is defined, with the type of its argument. */
export interface ToolDefinition<Parameters extends z.ZodType> extends Omit<Tool, 'parameters' | 'execute'> {
  /** What its one argument must be. */
  readonly parameters?: Parameters | undefined
  /** Called with the argument once it has been found to fit, as `parameters` gives it. */
  readonly execute: (argument: z.output<Parameters>, call: ToolCall) => unknown
}

/**
 * Defines a tool: a function of the host that blocks call by its name in `tools`.
 *
 * @example
 * const findOrder = tool({
 *   description: 'Looks up an order.',
 *   parameters: z.object({ id: z.int() }),
 *   execute: ({ id }, { signal }) => database.order(id, { signal }),
 * })
 */
export function tool<Parameters extends z.ZodType = z.ZodUndefined>(definition: ToolDefinition<Parameters>): Tool {
  return definition
}
