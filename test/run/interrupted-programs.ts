import * as fc from 'fast-check'
import { z } from 'zod'
import { tool } from '../../src/index.ts'
import type { ChatRequest, Reply } from '../support/chat-server.ts'
import { block } from '../support/script.ts'

/** A program: the sources of a run's blocks, a turn each. */
export type Program = readonly (readonly string[])[]

let label = 0

/** Statements that add to `log` what they have seen; each has prompts of its own, unless it says otherwise. */
const STATEMENTS: readonly ((own: string) => string)[] = [
  (own) => `log.push(llm_query('${own}'))`,
  (own) => `log.push(await llm_query_async('${own}'))`,
  () => `log.push(llm_query('the same each time'))`,
  (own) => `log.push(...llm_query_batch(['${own} a', '${own} b', '${own} c']))`,
  (own) => `log.push(...await Promise.all(['${own} a', '${own} b'].map((p) => llm_query_async(p))))`,
  (own) =>
    `{ const both = ['${own} a', '${own} b'].map((p) => llm_query_async(p)); log.push(await Promise.race(both)); log.push(...await Promise.all(both)) }`,
  (own) => `log.push(llm_query('number ${own}', { schema: { type: 'integer' } }))`,
  (own) => `log.push(note({ text: '${own}' }))`,
  (own) => `log.push(rlm_query('nested ${own}', 'about ${own}'))`,
  () => `log.push(budget().calls.spent)`,
  () => `await new Promise((resolve) => setTimeout(resolve, 3)); log.push(Math.random())`,
  () => `log.push(Date.now())`,
  (own) => `try { log.push(llm_query('fails ${own}')) } catch (error) { log.push(error.message) }`,
  (own) => `log.push(llm_query('slow ${own}'))`,
  (own) => `print('${own}'); log.push('${own}'.length)`,
]

const statement = fc.nat({ max: STATEMENTS.length - 1 }).map((index) => STATEMENTS[index]?.(`p${(label += 1)}`) ?? '')

/** Programs of a few turns. */
export const programs: fc.Arbitrary<Program> = fc.array(fc.array(statement, { minLength: 1, maxLength: 3 }), {
  minLength: 1,
  maxLength: 3,
})

/** What the models and the tool of a program were asked for. */
export interface Asked {
  prompts: string[]
  notes: string[]
}

/** Answers by content alone, some of it late, and some only after a retry or a repair. */
export function modelsOf(program: Program, asked: Asked): (request: ChatRequest) => Promise<Reply> {
  const retried = new Set<string>()
  return async ({ body: { messages } }) => {
    const key = JSON.stringify(messages)
    const last = messages.at(-1)?.content ?? ''
    const first = messages[0]
    if (first?.role !== 'system' && last.startsWith('slow') && !retried.has(key)) {
      retried.add(key)
      return { status: 500, headers: { 'retry-after-ms': '1' } }
    }
    asked.prompts.push(key)
    const isNested = messages[1]?.content.includes('nested p') === true
    const turn = (messages.length - 2) / 2
    if (first?.role === 'system') return rootReply(isNested ? NESTED : program, turn)
    if (last.startsWith('fails')) return { status: 400, body: { error: { message: 'no' } } }
    if (last.startsWith('number')) return last.includes('seven') ? '7' : 'seven'
    return `A(${last})`
  }
}

const NESTED: Program = [['log.push(llm_query("inner " + context))']]

function rootReply(program: Program, turn: number): Reply {
  const statements = program[turn]
  const begin = turn === 0 ? 'var log = []\n' : ''
  if (statements === undefined) return block('FINAL(JSON.stringify(log))')
  return block(begin + statements.join('\n'))
}

/** A tool that notes its calls. */
export function noteTool(asked: Asked) {
  return tool({
    description: 'Notes a text',
    parameters: z.object({ text: z.string() }),
    execute: ({ text }) => asked.notes.push(text) && `noted ${text}`,
  })
}
