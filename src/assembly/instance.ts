import { Ledger } from '../cost/ledger.ts'
import type { ModelClient } from '../model/client.ts'
import { Gate } from '../model/gate.ts'
import { openAIClient } from '../model/openai.ts'
import type { ResolvedOptions } from '../options.ts'
import type { Tools } from '../run/tool-call.ts'
import type { OpenSandbox } from '../sandbox/sandbox.ts'
import { describeSchema } from '../schema/describe-schema.ts'
import { toolBox } from '../tools/tool-box.ts'

/** What all runs of an RLM share. */
export interface Instance {
  options: ResolvedOptions
  client: ModelClient
  /** What all calls go through; its slots are held by attempts at calls, not by the waits between them. */
  gate: Gate
  ledger: Ledger
  openSandbox: OpenSandbox
  /** The user's functions; `undefined` where there are none. */
  tools: Tools | undefined
}

/** UTF-16, the wider of the two forms that V8 keeps strings in. */
const BYTES_PER_CHARACTER = 2

/** Puts the parts of an RLM together. */
export function openInstance(options: ResolvedOptions): Instance {
  return {
    options,
    client: connect(options),
    gate: new Gate(options),
    ledger: new Ledger(options),
    openSandbox: sandboxOpener(options),
    tools: Object.keys(options.tools).length === 0 ? undefined : toolBox(options.tools, describeSchema),
  }
}

function connect({ endpoint, timeoutMs, headers }: ResolvedOptions): ModelClient {
  return 'modelClient' in endpoint ? endpoint.modelClient : openAIClient({ ...endpoint, timeoutMs, headers })
}

function sandboxOpener({ sandbox }: ResolvedOptions): OpenSandbox {
  return async (answer, { contextChars, tools, signal }) => {
    const { openChildSandbox } = await import('../sandbox/host.ts')
    return openChildSandbox({ ...sandbox, tools, contextBytes: contextChars * BYTES_PER_CHARACTER }, answer, signal)
  }
}
