import type { ModelRequest } from '../../src/model/client.ts'
import { openAIClient, type OpenAIClientOptions } from '../../src/model/openai.ts'
import type { ChatServer } from '../support/chat-server.ts'

/** A request to a model, with what a test changes of it. */
export function question(changes: Partial<ModelRequest> = {}): ModelRequest {
  return { model: 'test-model', messages: [{ role: 'user', content: 'How many?' }], ...changes }
}

/** The client under test, pointed at a loopback server. */
export function clientOf(server: ChatServer, options: OpenAIClientOptions = {}) {
  return openAIClient({ apiKey: 'sk-loopback-0123456789abcdef', baseURL: server.url, ...options })
}
