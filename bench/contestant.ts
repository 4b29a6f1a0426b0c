/** Answers a model call of a block. */
export type Answer = (prompt: string) => Promise<string>

/** What a contestant is opened with. */
export interface ContestantOptions {
  /** Default: echoes the prompt. */
  answer?: Answer | undefined
  /** Time that a block may work, in milliseconds. Default: as long as it likes. */
  blockTimeoutMs?: number | undefined
  /** Characters of the context that will be loaded. */
  contextChars?: number | undefined
}

/**
 * A living place where code runs apart from its host. Blocks find `context`, `llm_query(prompt)`, which blocks, and
 * `llm_query_async(prompt)`, which does not.
 */
export interface Contestant {
  /** Sets `context`. */
  load(text: string): Promise<void>
  /** Runs the statements of a block, `await` included; rejects with what it throws, and where the contestant ends. */
  run(block: string): Promise<void>
  /** Ends the contestant, whatever it is doing, and resolves when nothing is left. */
  close(): Promise<void>
}

/** Starts a contestant; resolves when it can run blocks. */
export type Open = (options?: ContestantOptions) => Promise<Contestant>

/** Answers without a model. */
export async function echo(prompt: string): Promise<string> {
  return prompt
}
