/** What the guest may ask of the main realm. */
export type Operation =
  | 'print' // (text)
  | 'post' // (kind, prompt, model, recursive, contextKind, contextText, tool): the id of the call
  | 'wait' // (id): '+' and the reply, or '-' and the message of the failure
  | 'final' // (text)
  | 'note' // (text)
  | 'timer' // (delayMs): the id of the timer
  | 'clear-timer' // (id)
  | 'is-proxy' // (value): the one place where a value of the guest passes, to be looked at by nothing but V8
  | 'column' // (file, line, column): the column in the source of the block

/** The one function of the main realm that the guest holds. Takes and gives primitives, and never throws on purpose. */
export type Bridge = (operation: Operation, ...parameters: unknown[]) => unknown

/** How the block that runs is doing. */
export type BlockState = 'running' | 'done' | 'failed'

/** How setting a variable went: its name was free, a block had given it another value, or a block had locked it. */
export type Loading = 'set' | 'replaced' | 'refused'

/** How setting a variable went, and then how appending it to another did, where that was asked for. */
export type Loadings = Loading | `${Loading},${Loading}`

/** Texts that the guest hands out after a block. */
export type ReportField =
  | 'result'
  | 'candidate'
  | 'variables' // a line each
  | 'names' // a line each
  | 'loaded' // a line each
  | 'restored' // comma separated
  | 'error-name'
  | 'error-message'
  | 'error-stack'

/**
 * What the main realm may ask of the guest: functions of the guest's realm, called with primitives. Whatever could run
 * code of a block is only scheduled: it runs as a microtask of the guest, where an interrupt can reach it.
 */
export interface Guest {
  /** Forgets the last block. With a time and a seed the next one reads these instead of the clock and of chance. */
  begin(nowMs: number | undefined, seed: number | undefined): void
  state(): BlockState
  /** Schedules the answer to a call. */
  deliver(id: number, ok: boolean, text: string): void
  /** Schedules the callback of a timer. */
  fire(id: number): void
  /** Drops whatever still waits for an answer or a timer. */
  abandon(): void
  /** Makes what a script threw the error of the block. */
  fail(thrown: unknown): void
  /** Schedules the end of a block. The names, comma separated: those that it mentions, those that it never reads. */
  conclude(mentioned: string, unread: string): void
  /** Schedules the report on a block, after its end has come. */
  report(): void
  read(field: ReportField): string | undefined
  kindOf(name: string): string | undefined
  /** `'array'`, `'null'` or the `typeof` of a variable. */
  typeOf(name: string): string
  /** Sets a variable, and appends its value to an array. Throws where the text is no JSON. */
  load(name: string, kind: 'text' | 'json', text: string, appendTo: string | undefined): Loadings
}

/** The default export of the guest's bundle. The names of the tools come a line each. */
export type BootGuest = (bridge: Bridge, tools: string) => Guest
