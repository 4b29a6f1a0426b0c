import { describe, expect, it } from 'vitest'
import { block, scriptedRLM } from '../support/script.ts'

const CONTEXT = 'alpha 1\nbeta 2\ngamma 3\n'.repeat(100)

describe('the root loop', () => {
  it('runs blocks, reports their output and ends with the final that code gives', async () => {
    await using script = await scriptedRLM({
      root: [block('const lines = context.split("\\n")\nprint(lines[1])\nlines.length'), block('FINAL(lines[2])')],
    })
    const result = await script.rlm.run(CONTEXT, 'What is in the third line?')
    expect(result).toMatchObject({ answer: 'gamma 3', stopReason: 'final', iterations: 2 })
    expect(result.usage.totalCalls).toBe(2)
    expect(script.lastReport()).toContain('beta 2\n=> 301')
  })

  it('sends the query and a description, never the context itself', async () => {
    await using script = await scriptedRLM({ root: [block('FINAL(1)')] })
    await script.rlm.completion(CONTEXT, 'How many?')
    const [request] = script.rootRequests()
    const sent = JSON.stringify(request?.body)
    expect(request?.body.messages.map(({ role }) => role)).toEqual(['system', 'user'])
    expect(request?.body.messages[1]?.content).toMatch(/How many\?[^]*string of 300 lines, 2,300 characters/)
    expect(sent).not.toContain(JSON.stringify(CONTEXT).slice(1, 1000))
  })

  it('only ever appends to the conversation, replies verbatim', async () => {
    const replies = ['I peek.\n\n```repl\nprint(1)\n```\n\n  trailing  ', block('const x = 2'), block('FINAL(x)')]
    await using script = await scriptedRLM({ root: replies })
    await script.rlm.completion(CONTEXT, 'q')
    const [first, second, third] = script.rootRequests().map(({ body }) => body.messages)
    expect(second?.slice(0, 2)).toEqual(first)
    expect(third?.slice(0, 4)).toEqual(second)
    expect(third?.filter(({ role }) => role === 'assistant').map(({ content }) => content)).toEqual(replies.slice(0, 2))
  })

  it('stops a reply at the block that fails and says which did not run', async () => {
    await using script = await scriptedRLM({
      root: [`${block('print("one")')}\n${block('null.x')}\n${block('print("three")')}`, block('FINAL(0)')],
    })
    await script.rlm.completion(CONTEXT, 'q')
    expect(script.lastReport()).toContain('one')
    expect(script.lastReport()).toMatch(/TypeError: .*line 1/)
    expect(script.lastReport()).toContain('Block 3 of your reply did not run, because block 2 failed.')
    expect(script.lastReport()).not.toContain('three')
  })

  it.each([
    ['an empty reply', '', /reply was empty/],
    ['a reply without code', 'Let me think about this.', /no ```repl block and no final/],
    ['a Python block', '```python\nprint(1)\n```', /JavaScript/],
    [
      'a reply cut at its length limit',
      { text: '```repl\nprint("half', finishReason: 'length' },
      /cut off at its length/,
    ],
    ['null content', { text: null }, /reply was empty/],
  ])('answers %s with a note and goes on', async (_name, reply, note) => {
    await using script = await scriptedRLM({ root: [reply, block('FINAL("done")')] })
    expect(await script.rlm.completion(CONTEXT, 'q')).toBe('done')
    expect(script.lastReport()).toMatch(note)
  })

  it('runs the closed blocks of a cut reply, not the open one', async () => {
    const text = `${block('print("first")')}\n\`\`\`repl\nprint("second")`
    await using script = await scriptedRLM({ root: [{ text, finishReason: 'length' }, block('FINAL(1)')] })
    await script.rlm.completion(CONTEXT, 'q')
    expect(script.lastReport()).toContain('first')
    expect(script.lastReport()).not.toContain('second')
  })
})

describe('finals', () => {
  it('asks once to look before a text final counts, and accepts it when repeated', async () => {
    await using script = await scriptedRLM({ root: ['FINAL(42)', 'FINAL(42)'] })
    const result = await script.rlm.run(CONTEXT, 'q')
    expect(result).toMatchObject({ answer: '42', iterations: 2 })
    expect(script.lastReport()).toMatch(/Look at `context`/)
  })

  it('accepts a text final once a block has run', async () => {
    await using script = await scriptedRLM({
      root: [block('print(1)'), 'It is clear now.\nFINAL(the (nested) answer)'],
    })
    expect(await script.rlm.completion(CONTEXT, 'q')).toBe('the (nested) answer')
  })

  it('resolves FINAL_VAR written as text in the REPL', async () => {
    await using script = await scriptedRLM({ root: [block('const found = { a: [1, 2] }'), 'FINAL_VAR(found)'] })
    expect(await script.rlm.completion(CONTEXT, 'q')).toBe('{"a":[1,2]}')
  })

  it('lists the variables when FINAL_VAR names none, and goes on', async () => {
    await using script = await scriptedRLM({ root: [block('const found = 1'), 'FINAL_VAR(fuond)', 'FINAL_VAR(found)'] })
    const result = await script.rlm.run(CONTEXT, 'q')
    expect(result).toMatchObject({ answer: '1', iterations: 3 })
    expect(script.lastReport()).toMatch(/fuond[^]*found/)
  })

  it('ignores a text final beside code and tells the model', async () => {
    await using script = await scriptedRLM({ root: [`${block('print(7)')}\nFINAL(imagined)`, block('FINAL("seen")')] })
    expect(await script.rlm.completion(CONTEXT, 'q')).toBe('seen')
    expect(script.lastReport()).toMatch(/7[^]*as text beside code was ignored/)
  })

  it.each([
    ['an empty string', 'FINAL("")', ''],
    ['an object', 'FINAL({ a: 1 })', '{"a":1}'],
    ['a promise', 'FINAL(llm_query_async("p"))', 'A(p)'],
    ['a caught final', 'try { FINAL("kept"); throw 1 } catch {}', 'kept'],
    ['the first of two', 'FINAL(1); FINAL(2)', '1'],
  ])('takes %s as the answer', async (_name, source, answer) => {
    await using script = await scriptedRLM({ root: [block(source)] })
    expect(await script.rlm.completion(CONTEXT, 'q')).toBe(answer)
  })

  it('does not run blocks behind a final', async () => {
    await using script = await scriptedRLM({ root: [`${block('FINAL(1)')}\n${block('llm_query("paid")')}`] })
    await script.rlm.completion(CONTEXT, 'q')
    expect(script.server.requests).toHaveLength(1)
  })
})

describe('the forced last turn', () => {
  it('takes a text reply as it is', async () => {
    await using script = await scriptedRLM(
      { root: [block('print(1)'), block('print(2)'), '  Probably 7.\n'] },
      { maxIterations: 2 },
    )
    const result = await script.rlm.run(CONTEXT, 'q')
    expect(result).toMatchObject({ answer: 'Probably 7.', stopReason: 'max-iterations', iterations: 2 })
    expect(script.lastReport()).toMatch(/2[^]*This was the last turn/)
    expect(script.rootRequests().at(-1)?.body.messages.at(-1)?.role).toBe('user')
  })

  it('takes a final in code or as text before the reply itself', async () => {
    await using code = await scriptedRLM(
      { root: [block('var n = 3'), `Here:\n${block('FINAL_VAR("n")')}`] },
      { maxIterations: 1 },
    )
    expect(await code.rlm.completion(CONTEXT, 'q')).toBe('3')
    await using text = await scriptedRLM({ root: [block('var n = 3'), 'So:\nFINAL_VAR(n)'] }, { maxIterations: 1 })
    expect(await text.rlm.completion(CONTEXT, 'q')).toBe('3')
  })

  it('falls back on the variable `answer` when the reply brings none', async () => {
    await using script = await scriptedRLM({ root: [block('answer = "candidate"'), ''] }, { maxIterations: 1 })
    expect(await script.rlm.completion(CONTEXT, 'q')).toBe('candidate')
    expect(script.lastReport()).toContain('candidate')
  })

  it('fails with usage when there is no answer at all', async () => {
    await using script = await scriptedRLM({ root: [block('print(1)'), ''] }, { maxIterations: 1 })
    await expect(script.rlm.completion(CONTEXT, 'q')).rejects.toMatchObject({
      name: 'RLMError',
      code: 'no-answer',
      usage: { totalCalls: 2 },
      partialAnswer: block('print(1)'),
    })
  })
})

describe('the sandbox of a run', () => {
  it('is replaced after a kill; the model is told what is lost and the run goes on', async () => {
    const hostile = 'var kept = 1; const grow = []; for (;;) grow.push(new Array(1e6).fill(0))'
    await using script = await scriptedRLM(
      { root: [block('var before = 1'), block(hostile), block('FINAL(typeof before + context.length)')] },
      { sandbox: { memoryMb: 64 } },
    )
    expect(await script.rlm.completion(CONTEXT, 'q')).toBe('undefined2300')
    expect(script.lastReport()).toMatch(/A fresh REPL runs now[^]*before/)
  })

  it('is told nothing of the key or the environment', async () => {
    await using script = await scriptedRLM({
      root: [
        block('print(typeof process, typeof require === "function" ? "r" : "", Object.keys(globalThis).join())'),
        block('FINAL(1)'),
      ],
    })
    await script.rlm.completion(CONTEXT, 'q')
    expect(script.lastReport()).toMatch(/undefined/)
    expect(script.lastReport()).not.toContain('sk-test')
  })
})
