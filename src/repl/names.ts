/** The functions that call models and follow the call rule: a string where used, concurrent where awaited. */
const CALL_NAMES: ReadonlySet<string> = new Set([
  'llm_query',
  'llm_query_batch',
  'llm_query_batched',
  'rlm_query',
  'rlm_query_batch',
  'rlm_query_batched',
  'sub_query',
  'sub_llm',
])

/** Everything that each REPL defines. */
const RESERVED_NAMES: ReadonlySet<string> = new Set([
  ...CALL_NAMES,
  'llm_query_async',
  'llm_query_batch_async',
  'FINAL',
  'FINAL_VAR',
  'SUBMIT',
  'SHOW_VARS',
  'print',
  'budget',
  'console',
  'require',
  'setTimeout',
  'clearTimeout',
  'queueMicrotask',
  'structuredClone',
])

/** The names that mean something in one REPL. */
export interface ReplNames {
  /** Functions that follow the call rule: those that call models, and the tools. */
  calls: ReadonlySet<string>
  /** Everything that the REPL defines; a block may shadow these names for itself only. */
  reserved: ReadonlySet<string>
}

/** The names of a REPL that has `tools`. */
export function replNames(tools: readonly string[]): ReplNames {
  return { calls: new Set([...CALL_NAMES, ...tools]), reserved: new Set([...RESERVED_NAMES, ...tools]) }
}

/** The name of the object through which rewritten blocks reach the REPL. */
export const RUNTIME_NAME = 'rlm$'
