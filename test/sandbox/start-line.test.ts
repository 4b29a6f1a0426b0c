import { describe, expect, it } from 'vitest'
import { StartLine } from '../../src/sandbox/start-line.ts'

/** Starts that end when they are let; how many there were is written down. */
function scriptedStarts() {
  const started: PromiseWithResolvers<string>[] = []
  let noticed = Promise.withResolvers<void>()
  const start = (): Promise<string> => {
    const one = Promise.withResolvers<string>()
    started.push(one)
    noticed.resolve()
    noticed = Promise.withResolvers()
    return one.promise
  }
  const untilStarted = async (count: number): Promise<void> => {
    while (started.length < count) await noticed.promise
  }
  return { start, started, untilStarted }
}

function turnsOfTheLoop(count: number): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(() => resolve(count > 1 ? turnsOfTheLoop(count - 1) : undefined))
  })
}

describe('starts in a line', () => {
  it('are started so many at once, the next one when one of them is ready or has failed', async () => {
    const { start, started, untilStarted } = scriptedStarts()
    const line = new StartLine(2)
    const settled = Promise.allSettled(Array.from({ length: 4 }, () => line.start(start)))
    await untilStarted(2)
    await turnsOfTheLoop(10)
    expect(started).toHaveLength(2)
    started[0]?.resolve('ready')
    await untilStarted(3)
    started[1]?.reject(new Error('Broken.'))
    await untilStarted(4)
    started[2]?.resolve('ready')
    started[3]?.resolve('ready')
    expect((await settled).map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'fulfilled'])
  })

  it('begin in turns of the event loop of their own', async () => {
    let turn = 0
    const turns: number[] = []
    const line = new StartLine(8)
    const countTurns = (): void => {
      turn += 1
      if (turns.length < 4) setImmediate(countTurns)
    }
    countTurns()
    await Promise.all(Array.from({ length: 4 }, () => line.start(async () => turns.push(turn))))
    expect(new Set(turns).size).toBe(4)
  })

  it('reject at once when they are aborted while they wait, and are never started', async () => {
    const { start, started, untilStarted } = scriptedStarts()
    const line = new StartLine(1)
    const first = line.start(start)
    await untilStarted(1)
    const controller = new AbortController()
    const waiting = line.start(start, controller.signal)
    controller.abort(new Error('Enough.'))
    await expect(waiting).rejects.toMatchObject({ code: 'aborted' })
    started[0]?.resolve('ready')
    await first
    await turnsOfTheLoop(10)
    expect(started).toHaveLength(1)
  })

  it('that were aborted before they asked are never started', async () => {
    const { start, started } = scriptedStarts()
    const signal = AbortSignal.abort(new Error('Enough.'))
    await expect(new StartLine(1).start(start, signal)).rejects.toMatchObject({ code: 'aborted' })
    expect(started).toHaveLength(0)
  })
})
