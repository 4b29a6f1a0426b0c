import type { Instance } from './instance.ts'
import { misuse } from '../options-schema.ts'
import type { RequestTypes, RunRequest } from '../run-options.ts'
import { contentHash, contextHash } from '../storage/content-hash.ts'
import { createJournal, openJournal } from '../storage/journal-file.ts'
import type { Journal, JournalHeader } from '../storage/storage.ts'
import { VERSION } from '../version.ts'

/** A run that is to be written down. */
export interface JournaledRun {
  request: RunRequest<unknown>
  types: RequestTypes
  runId: string
}

/** The journal of a run that is to go on, and the query where one was given. */
export interface Resume {
  path: string
  onError?: 'stop' | 'continue' | undefined
  query: string | undefined
}

/** How the journal of a run is opened. */
interface Opening {
  resume: Resume | undefined
  onFailure: (message: string) => void
}

/** An open journal, and the query that its run is about. */
interface OpenedJournal {
  journal: Journal
  query: string
}

/** Opens the journal of a run, where it has one: the one that it goes on with, else a new one. */
export async function openRunJournal(
  instance: Instance,
  run: JournaledRun,
  { resume, onFailure }: Opening,
): Promise<OpenedJournal | undefined> {
  const { redact } = instance.options
  const { request } = run
  const wanted = request.options.journal
  if (resume !== undefined) {
    const { path, onError = 'stop', query } = resume
    const { journal } = await openJournal(path, { onError, redact, onFailure })
    return resumed(instance, run, { journal, query })
  }
  if (wanted === undefined) return undefined
  const { path, onError = 'stop' } = typeof wanted === 'string' ? { path: wanted } : wanted
  const journal = await createJournal(path, await headerOf(instance, run), { onError, redact, onFailure })
  return { journal, query: request.query }
}

async function resumed(
  instance: Instance,
  run: JournaledRun,
  { journal, query }: { journal: Journal; query: string | undefined },
): Promise<OpenedJournal> {
  try {
    const known = resumedQuery(query, journal.header)
    const request = { ...run.request, query: known }
    assertSameRun(journal.header, await headerOf(instance, { ...run, request }), request.context.description)
    return { journal, query: known }
  } catch (error) {
    await journal.close()
    throw error
  }
}

async function headerOf(instance: Instance, { request, types, runId }: JournaledRun): Promise<JournalHeader> {
  const { query, context } = request
  return {
    type: 'journal',
    version: 1,
    library: VERSION,
    runId,
    createdAt: new Date().toISOString(),
    query,
    queryHash: contentHash(query),
    contextHash: await contextHash(context.payload),
    settings: settingsOf(instance, types),
  }
}

/** Everything that the requests of a run depend on, but its query and its context. */
function settingsOf({ options, client, tools }: Instance, types: RequestTypes): Record<string, string> {
  const { model, recursiveModel, modelOptions, recursiveModelOptions } = options
  const { maxDepth, customPrompt, contextWindow, route, sandbox } = options
  const shown = {
    baseURL: withoutSecrets(client.endpoint),
    model,
    recursiveModel,
    maxDepth,
    contextWindow,
    route,
    'sandbox.maxOutputChars': sandbox.maxOutputChars,
  }
  const hashed = {
    modelOptions,
    recursiveModelOptions,
    customPrompt,
    tools: tools?.signatures(),
    schema: types.answer,
    contextSchema: types.context,
  }
  return { ...mapValues(shown, textOf), ...mapValues(hashed, hashOf) }
}

function mapValues(values: Record<string, unknown>, write: (value: unknown) => string): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, write(value)]))
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '')
}

/** What may be long, or hold what is nobody's business, stands in a journal as its hash. */
function hashOf(value: unknown): string {
  return value === undefined ? '' : `sha256 ${contentHash(textOf(value))}`
}

/** A URL may carry a name and a password, or a key in its query. */
function withoutSecrets(endpoint = ''): string {
  if (!URL.canParse(endpoint)) return endpoint
  const { origin, pathname } = new URL(endpoint)
  return `${origin}${pathname}`
}

/** Throws a `TypeError` with code `'invalid-resume'` where a run is not the one that a journal is of. */
function assertSameRun(was: JournalHeader, is: JournalHeader, context: string): void {
  if (is.queryHash !== was.queryHash) {
    throw invalidResume('`query`', 'another', 'Leave it out, or give the one that the run began with.')
  }
  if (is.contextHash !== was.contextHash) {
    throw invalidResume('`context`', `another (${context})`, 'Give the one that the run began with.')
  }
  const names = Object.keys({ ...was.settings, ...is.settings })
  const changed = names.find((name) => was.settings[name] !== is.settings[name])
  if (changed === undefined) return
  const received = `${is.settings[changed] || 'nothing'} instead of ${was.settings[changed] || 'nothing'}`
  throw invalidResume(`\`${changed}\``, received, 'Make the RLM with the options of the first run.')
}

/** The query to go on with. */
function resumedQuery(given: string | undefined, { query }: JournalHeader): string {
  if (given !== undefined) return given
  if (query !== '') return query
  throw invalidResume('`query`', 'none, and the journal does not hold it', 'Give the one that the run began with.')
}

function invalidResume(name: string, received: string, remedy: string): TypeError {
  const message = `${name} of a resumed run must be that of its journal; received ${received}. ${remedy}`
  return Object.assign(misuse(message), { code: 'invalid-resume' })
}
