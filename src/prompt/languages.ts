const RUNNABLE: ReadonlySet<string> = new Set(['repl', 'js', 'javascript', 'ts', 'typescript'])

const FOREIGN: ReadonlySet<string> = new Set(
  `python py python3 ipython jupyter tool_code bash sh shell zsh console powershell cjs mjs jsx tsx coffeescript ruby rb
  perl php lua r julia go rust java kotlin scala swift c cpp c++ csharp c# sql`.split(/\s+/),
)

/** Whether blocks of this language run in the REPL. */
export function isRunnable(language: string): boolean {
  return RUNNABLE.has(language)
}

/** Whether a block of this language was meant to run, but is not JavaScript. */
export function isForeign(language: string): boolean {
  return FOREIGN.has(language)
}
