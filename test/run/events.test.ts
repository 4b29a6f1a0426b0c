import { describe, expect, it } from 'vitest'
import { errorBody } from '../support/chat-server.ts'
import { faultsOf } from '../support/event-tree.ts'
import { block, recorder, scriptedRLM } from '../support/script.ts'

const nested = block('print(llm_query("leaf"))\nFINAL("nested")')
const isLeaf = (prompt: string): boolean => prompt === 'leaf'

describe('the events of a run', () => {
  it('are a tree in which everything that starts ends, inside what it belongs to', async () => {
    await using script = await scriptedRLM(
      {
        root: [
          `${block('print("one")')}\n${block('null.x')}`,
          block('FINAL((await Promise.all(["a", "b"].map(x => llm_query_async(x)))).length)'),
        ],
        sub: (prompt) => (isLeaf(prompt) ? 'plain' : nested),
      },
      { maxDepth: 2 },
    )
    const { events, onEvent, of } = recorder()
    await script.rlm.run('some context', 'q', { onEvent })
    expect(faultsOf(events)).toEqual([])
    expect(of('run-start').map(({ depth }) => depth)).toEqual([0, 1, 1])
    const [firstCall] = of('sub-call-start')
    expect(of('run-start')[1]?.parentId).toBe(firstCall?.id)
    expect(firstCall?.parentId).toBe(of('block-start')[2]?.id)
    expect(of('block-start')[2]?.parentId).toBe(of('iteration-start')[1]?.id)
    expect(of('iteration-start')[1]?.parentId).toBe(of('run-start')[0]?.id)
  })

  it('close when a run fails, and say why', async () => {
    const refused = { status: 401, body: errorBody('no', 'invalid_api_key') }
    await using script = await scriptedRLM({ root: [block('1'), refused] })
    const { events, onEvent, of } = recorder()
    await expect(script.rlm.run('some context', 'q', { onEvent })).rejects.toMatchObject({ code: 'authentication' })
    expect(faultsOf(events)).toEqual([])
    expect(of('iteration-end').at(-1)?.outcome).toMatchObject({ ok: false, code: 'authentication' })
  })

  it('close when the sandbox cannot start', async () => {
    await using script = await scriptedRLM({ root: ['slow'] }, { sandbox: { nodePath: '/no/such/node' } })
    const { events, onEvent } = recorder()
    await expect(script.rlm.run('some context', 'q', { onEvent })).rejects.toMatchObject({ code: 'sandbox' })
    expect(faultsOf(events)).toEqual([])
  })

  it.each(['model-call-start', 'block-start', 'sub-call-start', 'run-start', 'iteration-end'] as const)(
    'close when the run is aborted at a %s',
    async (type) => {
      const controller = new AbortController()
      await using script = await scriptedRLM(
        { root: [block('1'), block('llm_query("x")')], sub: (prompt) => (isLeaf(prompt) ? 'plain' : nested) },
        { maxDepth: 2 },
      )
      const { events, onEvent } = recorder()
      const run = script.rlm.run('some context', 'q', {
        signal: controller.signal,
        onEvent(event) {
          onEvent(event)
          if (event.type === type && events.filter((seen) => seen.type === type).length === 2) controller.abort()
        },
      })
      await expect(run).rejects.toMatchObject({ code: 'aborted' })
      expect(faultsOf(events)).toEqual([])
    },
  )

  it('bring the text of replies and what blocks print as it comes', async () => {
    const held = Promise.withResolvers<void>()
    await using script = await scriptedRLM({
      root: [block('print("before")\nllm_query("held")\nprint("after")\nFINAL(1)')],
      sub: () => ({ text: 'late', holdHeaders: held.promise }),
    })
    const { onEvent, of } = recorder()
    await script.rlm.run('some context', 'q', {
      onEvent(event) {
        onEvent(event)
        // The block waits for its call, which is held until its first output is seen.
        if (event.type === 'block-output') held.resolve()
      },
    })
    const reply = of('model-call-end').find(({ role }) => role === 'root')
    const deltas = of('model-call-delta').filter(({ id }) => id === reply?.id)
    expect(deltas.map(({ text }) => text).join('')).toBe(reply?.text)
    expect(
      of('block-output')
        .map(({ text }) => text)
        .join(''),
    ).toBe(of('block-end')[0]?.result?.stdout)
  })
})
