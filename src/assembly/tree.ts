import { randomUUID } from 'node:crypto'
import { contextWindowOf } from '../cost/context-window.ts'
import { Ledger } from '../cost/ledger.ts'
import type { Instance } from './instance.ts'
import type { ModelClient } from '../model/client.ts'
import { withRetries } from '../model/retry.ts'
import type { ResolvedOptions } from '../options.ts'
import type { Tree } from '../run/scope.ts'
import { SharedCalls } from '../run/shared-calls.ts'
import { contextHash } from '../storage/content-hash.ts'
import type { Memory } from '../storage/storage.ts'

/** What one tree of runs has of its own. */
export type TreeParts = Pick<Tree, 'budget' | 'memory' | 'listener' | 'within' | 'startedAt'>

/** Gives a run and all below it what they share. */
export function plantTree({ options, client, gate, openSandbox, tools }: Instance, parts: TreeParts): Tree {
  const { model, recursiveModel, modelOptions, recursiveModelOptions } = options
  return {
    ...parts,
    client: gate.limit(whileWritable(client, parts.memory)),
    retrying: (client) => withRetries(client, { maxRetries: options.maxRetries, isPaced: true }),
    contextWindowOf: (name) => windowOf(name, options.contextWindow),
    openSandbox,
    replayed: new Ledger(options),
    sharedCalls: options.dedupe ? new SharedCalls() : undefined,
    tools,
    root: { model, options: modelOptions },
    subCalls: { model: recursiveModel, options: recursiveModelOptions },
    maxIterations: options.maxIterations,
    maxDepth: options.maxDepth,
    hashContext: options.trajectory && contextHash,
    customPrompt: options.customPrompt,
    cacheKey: randomUUID(),
  }
}

/** Asks as each attempt is sent: it may have waited long for its turn, and the journal have failed since. */
function whileWritable(client: ModelClient, memory: Memory): ModelClient {
  return {
    endpoint: client.endpoint,
    complete: async (request, call) => {
      memory.assertWritable()
      return client.complete(request, call)
    },
  }
}

/** Tokens that a model can read and write in one call; `undefined` where that is not known. */
export function windowOf(model: string, given: ResolvedOptions['contextWindow']): number | undefined {
  if (typeof given === 'number') return given
  return Object.hasOwn(given, model) ? given[model] : contextWindowOf(model)
}
