import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { childMessage } from '../../src/sandbox/child-messages.ts'
import { CHILD_FRAME_TYPES } from '../../src/sandbox/codes.ts'
import type { Frame } from '../../src/sandbox/frames.ts'
import type { ChildMessage } from '../../src/sandbox/protocol.ts'
import { requestText } from '../../src/sandbox/request-text.ts'
import type { SubCallRequest } from '../../src/sandbox/sandbox.ts'
import { WireViolation } from '../../src/sandbox/wire-violation.ts'
import { errorOf } from './errors.ts'

function frameOf(type: ChildMessage['type'], text = '', id = 7): Frame {
  return { code: CHILD_FRAME_TYPES.indexOf(type), id, text }
}

const OUTCOME = { outputTail: '', notes: [], variables: ['x: 1'], names: ['x'] }

describe('childMessage', () => {
  it.each<[Frame, ChildMessage]>([
    [frameOf('ready'), { type: 'ready' }],
    [frameOf('loaded', '{}'), { type: 'loaded' }],
    [frameOf('loaded', '{"error":"no JSON"}'), { type: 'loaded', error: 'no JSON' }],
    [frameOf('print', 'a\n'), { type: 'print', id: 7, text: 'a\n' }],
    [frameOf('waiting', '12'), { type: 'waiting', id: 7, received: 12 }],
    [frameOf('timer', '250'), { type: 'timer', id: 7, delayMs: 250 }],
    [frameOf('timer', '999999999999'), { type: 'timer', id: 7, delayMs: 2 ** 31 - 1 }],
    [frameOf('clear-timer'), { type: 'clear-timer', id: 7 }],
    [frameOf('final', 'the answer'), { type: 'final', id: 7, text: 'the answer' }],
    [frameOf('done', JSON.stringify(OUTCOME)), { type: 'done', id: 7, outcome: OUTCOME }],
    [
      frameOf('query', '{"kind":"tool","promptChars":1,"tool":"get_weather"}\n1'),
      { type: 'query', id: 7, request: { kind: 'tool', prompt: '1', tool: 'get_weather' } },
    ],
    [
      frameOf('query', '{"kind":"rlm","promptChars":1,"contextKind":"json","recursive":false}\np[]'),
      {
        type: 'query',
        id: 7,
        request: { kind: 'rlm', prompt: 'p', context: { kind: 'json', text: '[]' }, recursive: false },
      },
    ],
  ])('reads %o', (frame, message) => {
    expect(childMessage(frame)).toEqual(message)
  })

  it.each<[string, Frame]>([
    ['an unknown code', { code: 99, id: 0, text: '' }],
    ['no JSON', frameOf('query', '{')],
    ['a call that is only a head', frameOf('query', '{"kind":"llm","promptChars":0}')],
    ['a head without an end', frameOf('query', `{"kind":"llm","promptChars":0,"model":"${'m'.repeat(20_000)}"}\n`)],
    ['a prompt shorter than its head says', frameOf('query', '{"kind":"llm","promptChars":2}\np')],
    ['a prompt longer than its head says', frameOf('query', '{"kind":"llm","promptChars":1}\npq')],
    ['a negative length', frameOf('query', '{"kind":"llm","promptChars":-1}\np')],
    ['an unknown kind of call', frameOf('query', '{"kind":"shell","promptChars":1}\np')],
    ['a call of a tool without its name', frameOf('query', '{"kind":"tool","promptChars":1}\np')],
    ['a tool for a call of another kind', frameOf('query', '{"kind":"llm","promptChars":1,"tool":"t"}\np')],
    [
      'a tool with an endless name',
      frameOf('query', `{"kind":"tool","promptChars":1,"tool":"${'t'.repeat(1000)}"}\np`),
    ],
    ['an unknown field', frameOf('query', '{"kind":"llm","promptChars":1,"apiKey":"k"}\np')],
    ['more JSON than a child sends', frameOf('done', JSON.stringify({ ...OUTCOME, names: ['x'.repeat(2 ** 24)] }))],
    ['a missing field', frameOf('done', '{"outputTail":""}')],
    [
      'a line that is no whole number',
      frameOf('done', JSON.stringify({ ...OUTCOME, error: { name: 'E', message: '', line: 1.5 } })),
    ],
    ['a negative delay', frameOf('timer', '-1')],
    ['a delay that is no number', frameOf('timer', '1e3')],
  ])('refuses %s', (_, frame) => {
    expect(() => childMessage(frame)).toThrow(WireViolation)
  })

  it('throws nothing but violations, whatever a frame says', () => {
    const violation = new WireViolation('protocol', '')
    const code = fc.integer({ min: 0, max: 255 })
    fc.assert(
      fc.property(code, fc.oneof(fc.string(), fc.json()), (code, text) => {
        expect(errorOf(() => childMessage({ code, id: 0, text })) ?? violation).toBeInstanceOf(WireViolation)
      }),
    )
  })

  it('does not let a message reach the prototype of objects', () => {
    const text = '{"kind":"llm","promptChars":1,"__proto__":{"polluted":1}}\np'
    expect(() => childMessage(frameOf('query', text))).toThrow(WireViolation)
    expect({}).not.toHaveProperty('polluted')
  })

  it('reads back every call that a child can make', () => {
    const text = fc.string({ unit: 'binary', maxLength: 50 })
    const context = fc.record({ kind: fc.constantFrom('text', 'json'), text })
    const modelCall: fc.Arbitrary<SubCallRequest> = fc.record(
      { kind: fc.constantFrom('llm', 'rlm', 'budget'), prompt: text, context, model: text, recursive: fc.boolean() },
      { requiredKeys: ['kind', 'prompt'] },
    )
    const toolCall: fc.Arbitrary<SubCallRequest> = fc.record({ kind: fc.constant('tool'), prompt: text, tool: text })
    const request = fc.oneof(modelCall, toolCall)
    fc.assert(
      fc.property(request, (request) => {
        expect(childMessage(frameOf('query', requestText(request)))).toEqual({ type: 'query', id: 7, request })
      }),
    )
  })
})
