import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { childMessage } from '../../src/sandbox/child-messages.ts'
import { CHILD_FRAME_TYPES } from '../../src/sandbox/codes.ts'
import type { Frame } from '../../src/sandbox/frames.ts'
import type { ChildMessage } from '../../src/sandbox/protocol.ts'
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
      frameOf('query', '{"kind":"rlm","prompt":"p","context":{"kind":"json","text":"[]"},"recursive":false}'),
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
    ['a prompt that is no string', frameOf('query', '{"kind":"llm","prompt":1}')],
    ['an unknown kind of call', frameOf('query', '{"kind":"shell","prompt":"p"}')],
    ['an unknown field', frameOf('query', '{"kind":"llm","prompt":"p","apiKey":"k"}')],
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
    const text = '{"kind":"llm","prompt":"p","__proto__":{"polluted":1}}'
    expect(() => childMessage(frameOf('query', text))).toThrow(WireViolation)
    expect({}).not.toHaveProperty('polluted')
  })
})
