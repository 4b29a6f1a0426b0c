import type { z } from 'zod'
import { RLMError } from '../errors.ts'
import { type CallTool, toolCaller } from './call-tool.ts'
import type { Tool } from './tool.ts'

/** The tools of a run. */
export interface ToolBox {
  readonly names: readonly string[]
  /** What each tool does and takes, a list item each, for the system prompt. */
  signatures(): string
  /**
   * Calls a tool with the JSON text of its argument, `''` for none. Resolves to the result as JSON text, `''` for
   * `undefined`; rejects with an error that the model is to read. An aborted call that still waits never starts.
   */
  call(name: string, argumentText: string, call: { signal: AbortSignal }): Promise<string>
}

/** Writes a schema as a type; `option` names it in errors. */
export type DescribeSchema = (schema: z.ZodType, option: string) => string

/**
 * Makes the tools callable by name.
 *
 * @throws What `describe` throws for a tool's `parameters`.
 */
export function toolBox(tools: Readonly<Record<string, Tool>>, describe: DescribeSchema): ToolBox {
  const entries = Object.entries(tools)
  const names = entries.map(([name]) => name)
  const callers = new Map(entries.map(([name, tool]): [string, CallTool] => [name, toolCaller(name, tool)]))
  const signatures = entries.map(([name, tool]) => signature(name, tool, describe)).join('\n')
  return {
    names,
    signatures: () => signatures,
    call: async (name, argumentText, { signal }) => {
      const callTool = callers.get(name)
      if (callTool === undefined) throw unknownTool(name, names)
      return callTool(argumentText, signal)
    },
  }
}

function signature(name: string, { description, parameters }: Tool, describe: DescribeSchema): string {
  const does = description.trim().replaceAll('\n', '\n  ')
  if (parameters === undefined) return `- \`${name}()\`: ${does}`
  const type = describe(parameters, `tools.${name}.parameters`)
  return `- \`${name}(argument)\`: ${does}\n  Type of \`argument\`:\n  ${type.replaceAll('\n', '\n  ')}`
}

function unknownTool(name: string, names: readonly string[]): RLMError {
  const known = names.length === 0 ? 'This run has none.' : `Call one of: ${names.join(', ')}.`
  return new RLMError(`A tool must be one of this run's; received \`${name.slice(0, 80)}\`. ${known}`, {
    code: 'bad-request',
  })
}
