import type vm from 'node:vm'
import type { BootGuest, Bridge, Guest } from './bridge.ts'
import bootSource from './guest/boot.ts?bundle'

/** What the REPL needs of Node, captured before the child gives up everything else. */
export interface Engine {
  Script: typeof vm.Script
  createContext: typeof vm.createContext
  constants: typeof vm.constants
  isProxy(value: unknown): boolean
  /** Whether SIGINT interrupts a script. */
  breakOnSigint: boolean
}

/** The realm in which blocks run. */
export class Realm {
  readonly #engine: Engine
  readonly #context: vm.Context
  readonly #nothing: vm.Script
  readonly guest: Guest

  constructor(engine: Engine, bridge: Bridge, tools: readonly string[]) {
    this.#engine = engine
    this.#context = engine.createContext(engine.constants.DONT_CONTEXTIFY, {
      microtaskMode: 'afterEvaluate',
      codeGeneration: { strings: false, wasm: false },
    })
    this.#nothing = new engine.Script('0')
    const boot = this.run(this.compile(bootSource, 'rlm:guest')) as BootGuest
    // Read once, before any block runs: from here on the main realm reads no property of the guest.
    this.guest = { ...boot(bridge, tools.join('\n')) }
  }

  /** Throws a `SyntaxError` of the main realm where V8 does not accept the code. */
  compile(code: string, filename: string): vm.Script {
    return new this.#engine.Script(code, { filename })
  }

  /** Runs a script and all microtasks after it. Throws what the script throws, which may be anything. */
  run(script: vm.Script): unknown {
    const { breakOnSigint } = this.#engine
    return script.runInContext(this.#context, { displayErrors: false, breakOnSigint }) as unknown
  }

  /** Runs all microtasks. */
  pump(): void {
    this.run(this.#nothing)
  }

  /** Whether what was thrown is Node's word that a signal has interrupted the script. Reads nothing that could run code. */
  isInterrupt(thrown: unknown): boolean {
    if (typeof thrown !== 'object' || thrown === null || this.#engine.isProxy(thrown)) return false
    const code: unknown = Reflect.getOwnPropertyDescriptor(thrown, 'code')?.value
    return code === 'ERR_SCRIPT_EXECUTION_INTERRUPTED' || code === 'ERR_SCRIPT_EXECUTION_TIMEOUT'
  }
}
