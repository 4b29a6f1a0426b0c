import { describe, expect, test } from 'vitest'
import { createRepl, type Repl } from '../../src/repl/repl.ts'
import type { ChildMessage, HostMessage, Wire } from '../../src/sandbox/protocol.ts'
import { engine, openTestRepl } from './in-process.ts'

/** A wire whose host says exactly what the script says, once the REPL has fallen silent. */
class PlayedWire implements Wire {
  readonly sent: ChildMessage[] = []
  readonly #script: ((sent: readonly ChildMessage[]) => HostMessage)[]

  constructor(...script: ((sent: readonly ChildMessage[]) => HostMessage)[]) {
    this.#script = script
  }

  send(message: ChildMessage): void {
    this.sent.push(message)
  }

  replyBuffered(): boolean {
    return false
  }

  receive(): HostMessage {
    const next = this.#script.shift()
    if (!next) throw new Error('the script is over')
    return next(this.sent)
  }
}

function replyTo(prompt: string, text = prompt): (sent: readonly ChildMessage[]) => HostMessage {
  return (sent) => {
    const query = sent.find((message) => message.type === 'query' && message.request.prompt === prompt)
    return { type: 'reply', id: query?.type === 'query' ? query.id : -1, ok: true, text }
  }
}

function outcomeOf(wire: PlayedWire): Extract<ChildMessage, { type: 'done' }>['outcome'] | undefined {
  return wire.sent.findLast((message) => message.type === 'done')?.outcome
}

function open(wire: PlayedWire): Repl {
  return createRepl(engine, wire, { maxOutputChars: 1000, stripTypes: undefined })
}

describe('waiting for models', () => {
  test('is announced before the REPL falls silent', () => {
    const wire = new PlayedWire(replyTo('x'))
    open(wire).runBlock(7, 'llm_query("x")')
    expect(wire.sent.map(({ type }) => type)).toEqual(['query', 'waiting', 'done'])
    expect(wire.sent[1]).toEqual({ type: 'waiting', id: 7 })
  })

  test('keeps the replies to other calls for later', () => {
    const wire = new PlayedWire(replyTo('second'), replyTo('first'), replyTo('third'))
    open(wire).runBlock(
      1,
      'const p = llm_query_async("second"); const a = llm_query("first"); const b = await p; a + b + llm_query("third")',
    )
    expect(outcomeOf(wire)?.result).toBe("'firstsecondthird'")
  })

  test('takes a batch in any order', () => {
    const wire = new PlayedWire(replyTo('c'), replyTo('a'), replyTo('b'))
    open(wire).runBlock(1, 'llm_query_batch(["a", "b", "c"]).join()')
    expect(outcomeOf(wire)?.result).toBe("'a,b,c'")
  })

  test('goes on past the last line until every call has its reply', () => {
    const wire = new PlayedWire(replyTo('x'), replyTo('y'))
    open(wire).runBlock(1, '(async () => { await llm_query("x"); print(await llm_query("y")) })(); print("end")')
    expect(wire.sent.flatMap((message) => (message.type === 'print' ? message.text : []))).toEqual(['end\n', 'y\n'])
    expect(outcomeOf(wire)?.notes).toEqual(['1 call was not awaited; the block waited at its end.'])
  })
})

describe('a repeatable block', () => {
  const SOURCE = `const log = []
const said = async (call) => log.push(await call)
const all = [said(llm_query_async("a")), said(llm_query_async("b"))]
const at = (ms) => new Promise((resolve) => setTimeout(() => { log.push(ms); resolve() }, ms))
all.push(at(1), (async () => { log.push("c:" + llm_query("c")); await at(2) })(), said(llm_query_async("d")))
await Promise.all(all)
log.join()`
  const fire = (index: number) => (sent: readonly ChildMessage[]) => {
    const timer = sent.filter(({ type }) => type === 'timer')[index]
    return { type: 'timer', id: timer?.type === 'timer' ? timer.id : -1 } as const
  }
  const SCRIPT = [replyTo('b'), fire(0), replyTo('a'), replyTo('c'), fire(1), replyTo('d')]

  /** The wires of a host whose messages lie in the pipe as soon as they can, and one by one. */
  class BufferedWire extends PlayedWire {
    override replyBuffered(): boolean {
      return true
    }
  }

  test.each([PlayedWire, BufferedWire])('gets what has come in its order, one at a time, over a %o', (WireClass) => {
    const wire = new WireClass(...SCRIPT)
    open(wire).runBlock(1, SOURCE, { nowMs: 0, seed: 0 })
    expect(outcomeOf(wire)?.result).toBe("'c:c,b,1,a,2,d'")
  })

  test('lets a job run to its end before the next thing is handed over', () => {
    const source =
      'const log = []; const steps = async (p) => { log.push(await llm_query_async(p)); await null; log.push(p) }; await Promise.all([steps("a"), steps("b")]); log.join()'
    const outcomes = [BufferedWire, PlayedWire].map((WireClass) => {
      const wire = new WireClass(replyTo('a', 'A'), replyTo('b', 'B'))
      open(wire).runBlock(1, source, { nowMs: 0, seed: 0 })
      return outcomeOf(wire)?.result
    })
    expect(outcomes).toEqual(["'A,a,B,b'", "'A,a,B,b'"])
  })
})

describe('a cancelled block', () => {
  const cancel = (): HostMessage => ({ type: 'cancel', id: 1 })

  test.each([
    ['while it blocks', 'const a = 1; const b = llm_query("x")'],
    ['while it awaits', 'const a = 1; const b = await llm_query("x")'],
    ['even if it catches', 'const a = 1; for (;;) try { llm_query("x"); break } catch { break }'],
  ])('ends %s, and keeps what it had set', (_, source) => {
    const wire = new PlayedWire(cancel, () => ({ type: 'timer', id: 99 }))
    const repl = open(wire)
    repl.runBlock(1, source)
    expect(outcomeOf(wire)?.error?.name).toBe('TimeoutError')
    repl.runBlock(2, 'a')
    expect(outcomeOf(wire)?.result).toBe('1')
  })

  test('makes no further calls', () => {
    const wire = new PlayedWire(cancel)
    open(wire).runBlock(1, 'try { llm_query("x") } catch {} try { llm_query("y") } catch (e) { print(e.message) }')
    expect(wire.sent.filter(({ type }) => type === 'query')).toHaveLength(1)
    expect(outcomeOf(wire)?.error?.name).toBe('TimeoutError')
  })

  test('does not pass its late replies to the next one', () => {
    const wire = new PlayedWire(cancel, replyTo('x'), replyTo('y'))
    const repl = open(wire)
    repl.runBlock(1, 'const p = llm_query_async("x"); await p')
    repl.runBlock(2, 'await llm_query("y")')
    expect(outcomeOf(wire)?.result).toBe("'y'")
  })

  test('is not meant by the cancel of another', () => {
    const wire = new PlayedWire(() => ({ type: 'cancel', id: 5 }), replyTo('x'))
    open(wire).runBlock(1, 'llm_query("x")')
    expect(outcomeOf(wire)?.result).toBe("'x'")
  })
})

describe('a block that nothing can wake', () => {
  test.each([
    'await new Promise(() => {})',
    'const never = new Promise(() => {}); (async () => { await never })(); await never',
  ])('%s is ended with an error', (source) => {
    const repl = openTestRepl()
    expect(repl.run(source).error).toMatchObject({ name: 'DeadlockError' })
    expect(repl.run('1').result).toBe('1')
  })
})

describe('timers', () => {
  test('fire in the order of their delays', () => {
    const source =
      'const log = []; const at = ms => new Promise(r => setTimeout(() => { log.push(ms); r() }, ms)); await Promise.all([at(30), at(10), at(20)]); log'
    expect(openTestRepl().run(source).result).toBe('[ 10, 20, 30 ]')
  })

  test('pass their arguments, and can be cleared', () => {
    const source = 'clearTimeout(setTimeout(() => print("no"), 1)); await new Promise(r => setTimeout(r, 2, "yes"))'
    expect(openTestRepl().run(source)).toMatchObject({ result: "'yes'", stdout: '', notes: [] })
  })

  test('that are left at the end are stopped, and the model is told', () => {
    const repl = openTestRepl()
    expect(repl.run('setTimeout(() => print("late"), 5); 1').notes).toEqual([
      '1 timer was still pending at the end and did not fire.',
    ])
    expect(repl.wire.sent.filter(({ type }) => type === 'clear-timer')).toHaveLength(1)
    expect(repl.run('await new Promise(r => setTimeout(r, 1))').stdout).toBe('')
  })

  test('whose callback throws fail the block', () => {
    const { error } = openTestRepl().run(
      'setTimeout(() => { throw new RangeError("late") }, 1)\nawait new Promise(r => setTimeout(r, 2))',
    )
    expect(error).toMatchObject({ name: 'RangeError', line: 1 })
  })
})
