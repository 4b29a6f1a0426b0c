import { describe, expect, test } from 'vitest'
import { parseReply } from '../../../../src/repl/guest/json-schema/reply.ts'

describe('the JSON of a reply', () => {
  test.each<[string, string, unknown]>([
    ['is all of it', ' {"a":1}\n', { a: 1 }],
    ['may be no object', '5', 5],
    ['may be a text', '"a"', 'a'],
    ['stands in a fence', '```json\n{"a":1}\n```', { a: 1 }],
    ['stands in a fence without a language', '```\n[1]\n```', [1]],
    ['stands in a fence on one line', '```json {"a":1}```', { a: 1 }],
    ['stands in a fence after prose', 'Here it is:\n```json\n"a"\n```\nDone.', 'a'],
    ['may hold a fence', '```json\n{"code":"```js\\n1\\n```"}\n```', { code: '```js\n1\n```' }],
    ['stands between prose', 'The answer is {"a":[1,{"b":2}]}, I think.', { a: [1, { b: 2 }] }],
    ['is an array between prose', 'Rows: [1, 2].', [1, 2]],
    ['is told from brackets of prose', 'As said [see above] in {braces}: {"a":"}]"}', { a: '}]' }],
    ['may hold quotes and brackets in texts', 'x {"a":"\\"}{[","b":1} y', { a: '"}{[', b: 1 }],
    ['may have a key of all objects', '{"__proto__":{"a":1}}', JSON.parse('{"__proto__":{"a":1}}')],
  ])('%s', (_, reply, value) => {
    expect(parseReply(reply)?.value).toEqual(value)
  })

  test.each([
    ['in prose alone', 'I cannot do that.'],
    ['in nothing', ''],
    ['where it is cut short', '{"a":[1,2'],
    ['where it is JavaScript', "{a: 'b'}"],
    ['where there are two', '{"a":1} or {"a":2}'],
    ['in brackets without end', '['.repeat(100_000)],
  ])('is not found %s', (_, reply) => {
    expect(parseReply(reply)).toBeUndefined()
  })
})
