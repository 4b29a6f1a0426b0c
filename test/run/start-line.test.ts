import { describe, expect, it } from 'vitest'
import { RLMError } from '../../src/errors.ts'
import { startingInLine } from '../../src/run/start-line.ts'
import type { OpenSandbox, Sandbox } from '../../src/sandbox/sandbox.ts'

const context = { kind: 'text', text: 'some context' } as const
const answer = async () => ({ text: '' })
const sandbox = {} as Sandbox

/** Opens a sandbox when it is let; what was started is written down. */
function scriptedStarts() {
  const started: PromiseWithResolvers<Sandbox>[] = []
  let noticed = Promise.withResolvers<void>()
  const open: OpenSandbox = () => {
    const start = Promise.withResolvers<Sandbox>()
    started.push(start)
    noticed.resolve()
    noticed = Promise.withResolvers()
    return start.promise
  }
  const untilStarted = async (count: number): Promise<void> => {
    while (started.length < count) await noticed.promise
  }
  return { open, started, untilStarted }
}

function turnsOfTheLoop(count: number): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(() => resolve(count > 1 ? turnsOfTheLoop(count - 1) : undefined))
  })
}

describe('sandboxes that start in line', () => {
  it('are started so many at once, the next one when one of them is ready or has failed', async () => {
    const { open, started, untilStarted } = scriptedStarts()
    const openInLine = startingInLine(open, 2)
    const { signal } = new AbortController()
    const settled = Promise.allSettled(Array.from({ length: 4 }, () => openInLine(answer, { context, signal })))
    await untilStarted(2)
    await turnsOfTheLoop(10)
    expect(started).toHaveLength(2)
    started[0]?.resolve(sandbox)
    await untilStarted(3)
    started[1]?.reject(new RLMError('Broken.', { code: 'sandbox' }))
    await untilStarted(4)
    started[2]?.resolve(sandbox)
    started[3]?.resolve(sandbox)
    expect((await settled).map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'fulfilled'])
  })

  it('begin in turns of the event loop of their own', async () => {
    let turn = 0
    const turns: number[] = []
    const openInLine = startingInLine(async () => {
      turns.push(turn)
      return sandbox
    }, 8)
    const countTurns = (): void => {
      turn += 1
      if (turns.length < 4) setImmediate(countTurns)
    }
    countTurns()
    const { signal } = new AbortController()
    await Promise.all(Array.from({ length: 4 }, () => openInLine(answer, { context, signal })))
    expect(new Set(turns).size).toBe(4)
  })

  it('reject at once when they are aborted while they wait, and are never started', async () => {
    const { open, started, untilStarted } = scriptedStarts()
    const openInLine = startingInLine(open, 1)
    const first = openInLine(answer, { context, signal: new AbortController().signal })
    await untilStarted(1)
    const controller = new AbortController()
    const waiting = openInLine(answer, { context, signal: controller.signal })
    controller.abort(new Error('Enough.'))
    await expect(waiting).rejects.toMatchObject({ code: 'aborted' })
    started[0]?.resolve(sandbox)
    await first
    await turnsOfTheLoop(10)
    expect(started).toHaveLength(1)
  })

  it('that were aborted before they asked are never started', async () => {
    const { open, started } = scriptedStarts()
    const signal = AbortSignal.abort(new Error('Enough.'))
    await expect(startingInLine(open, 1)(answer, { context, signal })).rejects.toMatchObject({ code: 'aborted' })
    expect(started).toHaveLength(0)
  })
})
