import { OFFLINE_MODEL } from './model.ts'
import { startOfflineServer } from './server.ts'

/** Said wherever the stand-in's answers are shown. */
const BANNER = `OFFLINE: no OPENAI_API_KEY and no OPENAI_BASE_URL is used; a rule-based stand-in (${OFFLINE_MODEL}) plays the
model. It is NOT a language model: what it answers shows how the library works, and says nothing about any model.
Token counts are estimates from bytes.`

/** The offline model in place of a provider. */
export interface OfflineModel {
  banner: string
  close(): Promise<void>
}

/**
 * Starts the offline model and points the environment at it, unless the environment names a provider already.
 *
 * @returns undefined where there is a provider.
 */
export async function serveOfflineModel(environment: NodeJS.ProcessEnv): Promise<OfflineModel | undefined> {
  if (isSet(environment['OPENAI_API_KEY']) || isSet(environment['OPENAI_BASE_URL'])) return undefined
  const server = await startOfflineServer()
  Object.assign(environment, {
    OPENAI_API_KEY: 'offline',
    OPENAI_BASE_URL: server.baseURL,
    RLM_MODEL: OFFLINE_MODEL,
    RLM_RECURSIVE_MODEL: OFFLINE_MODEL,
  })
  return { banner: BANNER, close: () => server.close() }
}

function isSet(value: string | undefined): boolean {
  return value !== undefined && value.trim() !== ''
}
