import { expect, test } from 'vitest'
import { serveOfflineModel } from '../../../examples/offline/environment.ts'

test('an environment without a provider is pointed at the offline model, which says what it is', async () => {
  const environment: NodeJS.ProcessEnv = { OPENAI_API_KEY: '', RLM_MODEL: 'gpt-5.4' }
  const offline = await serveOfflineModel(environment)
  await offline?.close()
  expect(environment).toMatchObject({ RLM_MODEL: 'offline-rule-based', RLM_RECURSIVE_MODEL: 'offline-rule-based' })
  expect(environment['OPENAI_BASE_URL']).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/v1$/)
  expect(offline?.banner).toContain('NOT a language model')
})

test.each([{ OPENAI_API_KEY: 'key' }, { OPENAI_BASE_URL: 'http://localhost:1/v1' }])(
  'an environment with a provider stays as it is: %j',
  async (environment: NodeJS.ProcessEnv) => {
    const before = { ...environment }
    expect(await serveOfflineModel(environment)).toBeUndefined()
    expect(environment).toEqual(before)
  },
)
