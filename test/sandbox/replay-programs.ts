import * as fc from 'fast-check'

const delay: fc.Arbitrary<number> = fc.integer({ min: 1, max: 6 })

/** A random program of calls, timers, chance and time that race with each other, as statements of a block. */
export const programs: fc.Arbitrary<string> = fc
  .array(statement(2), { minLength: 1, maxLength: 5 })
  .map((statements) => [PRELUDE, ...statements, EPILOGUE].join('\n'))

const PRELUDE = `const log = [], kept = []
let count = 0
const say = (what) => { log.push(what); print(what) }
const timer = (ms) => new Promise((resolve) => setTimeout(resolve, ms, 'timer ' + ms))
const caught = async (promise) => { try { return await promise } catch (error) { return error.message } }
const name = () => 'call ' + (count += 1) + (Math.random() < 0.1 ? ' fail' : '')`

const EPILOGUE = `say((await Promise.all(kept.map(caught))).join())
log.length`

function statement(depth: number): fc.Arbitrary<string> {
  const simple = [
    promise(1).map((each) => `say(await caught(${each}))`),
    promise(1).map((each) => `kept.push(caught(${each}).then((value) => { say(value); return value }))`),
    fc.constant('try { say(llm_query(name())) } catch (error) { say(error.message) }'),
    fc.constant('say(llm_query_batch([name(), name(), name()]).length)'),
    fc.constant('say(Date.now() % 1e5 + " " + Math.random())'),
    delay.map(
      (ms) =>
        `{ const late = setTimeout(say, ${ms}, 'late'); say(await caught(llm_query_async(name()))); clearTimeout(late) }`,
    ),
    delay.map((ms) => `setTimeout(() => say('fired ' + Math.random()), ${ms})`),
  ]
  if (depth === 0) return fc.oneof(...simple)
  const inner = fc.array(statement(depth - 1), { minLength: 1, maxLength: 3 }).map((all) => all.join('\n'))
  return fc.oneof(
    ...simple,
    inner.map((body) => `kept.push((async () => { ${body}\nreturn 'task' })())`),
    fc.tuple(inner, inner).map(([first, second]) => `if (Math.random() < 0.5) { ${first} } else { ${second} }`),
    fc
      .tuple(fc.integer({ min: 2, max: 3 }), inner)
      .map(([times, body]) => `await Promise.all([...Array(${times}).keys()].map(async () => { ${body} }))`),
  )
}

function promise(depth: number): fc.Arbitrary<string> {
  const simple = [fc.constant('llm_query_async(name())'), delay.map((ms) => `timer(${ms})`)]
  if (depth === 0) return fc.oneof(...simple)
  const list = fc.array(promise(depth - 1), { minLength: 1, maxLength: 3 }).map((all) => `[${all.join(', ')}]`)
  return fc.oneof(
    ...simple,
    fc.tuple(fc.constantFrom('all', 'race', 'any'), list).map(([method, all]) => `Promise.${method}(${all})`),
    list.map((all) => `Promise.allSettled(${all}).then((all) => JSON.stringify(all))`),
    promise(0).map(
      (first) =>
        `(async () => { const first = await caught(${first}); return first + await llm_query_async(name()) })()`,
    ),
  )
}
