import type { ContextPayload, SubCallRequest } from '../sandbox/sandbox.ts'
import type { Bridge, Operation } from './bridge.ts'
import type { Exchange } from './exchange.ts'

/** The rooms of the main realm that the guest's requests lead to. */
export interface BridgeRooms {
  exchange: Exchange
  isProxy(value: unknown): boolean
  print(text: string): void
  note(text: string): void
  final(text: string): void
  mapColumn(file: string, line: number, column: number): number | undefined
}

type Handlers = Record<Operation, (...parameters: unknown[]) => unknown>

/**
 * The one function of the main realm that the guest holds. It has no prototype to climb, gives primitives only, and
 * swallows every error: one of the main realm's would lead there.
 */
export function createBridge(rooms: BridgeRooms): Bridge {
  const handlers = createHandlers(rooms)
  const bridge: Bridge = (operation, a, b, c, d, e, f, g) => {
    try {
      return handlers[operation](a, b, c, d, e, f, g)
    } catch {
      return undefined
    }
  }
  return Object.freeze(Object.setPrototypeOf(bridge, null)) as Bridge
}

function createHandlers({ exchange, isProxy, print, note, final, mapColumn }: BridgeRooms): Handlers {
  const handlers: Handlers = {
    print: (text) => print(asText(text)),
    note: (text) => note(asText(text)),
    final: (text) => final(asText(text)),
    post: (...parameters) => exchange.post(readRequest(parameters)),
    wait: (id) => {
      const reply = exchange.wait(asNumber(id))
      return reply && (reply.ok ? '+' : '-') + reply.text
    },
    timer: (delayMs) => exchange.startTimer(asNumber(delayMs)),
    'clear-timer': (id) => exchange.clearTimer(asNumber(id)),
    'is-proxy': isProxy,
    column: (file, line, column) => mapColumn(asText(file), asNumber(line), asNumber(column)),
  }
  return Object.setPrototypeOf(handlers, null) as Handlers
}

function readRequest([kind, prompt, model, recursive, contextKind, contextText, tool]: unknown[]): SubCallRequest {
  return {
    kind: kind === 'rlm' || kind === 'budget' || kind === 'tool' ? kind : 'llm',
    prompt: asText(prompt),
    tool: kind === 'tool' ? asText(tool) : undefined,
    model: typeof model === 'string' ? model : undefined,
    recursive: typeof recursive === 'boolean' ? recursive : undefined,
    context: readContext(contextKind, contextText),
  }
}

function readContext(kind: unknown, text: unknown): ContextPayload | undefined {
  return kind === 'text' || kind === 'json' ? { kind, text: asText(text) } : undefined
}

function asText(value: unknown): string {
  if (typeof value !== 'string') throw new TypeError('not a string')
  return value
}

function asNumber(value: unknown): number {
  if (typeof value !== 'number') throw new TypeError('not a number')
  return value
}
