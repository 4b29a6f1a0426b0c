import { z } from 'zod'
import { findPassage } from '../reader/passage.ts'
import { code, finish, turn } from './code.ts'
import type { Situation, Strategy } from './strategy.ts'

const HITS = z.object({ count: z.number(), best: z.array(z.object({ line: z.number(), text: z.string() })) })
const CHECK = z.object({ occurrences: z.number(), rivals: z.number() })

/** For text too long to read, and where there are no sub-models: search in code, read the best lines, check them. */
export const search: Strategy = {
  suits: () => true,
  steps: [findLines, checkAnswer, giveAnswer],
}

function findLines({ question }: Situation): string {
  return turn(
    'Code can search this: I look for the lines that share most words with the query.',
    code`
      const words = ${question.keywords}
      const anyWord = new RegExp('\\b(?:' + words.join('|') + ')', 'gi')
      const text = typeof context === 'string' ? context : JSON.stringify(context, null, 1)
      const hits = []
      text.split('\n').forEach((line, index) => {
        const found = new Set(line.match(anyWord)?.map((word) => word.toLowerCase()))
        if (found.size > 0) hits.push({ line: index + 1, found: found.size, text: line.slice(0, 500) })
      })
      hits.sort((one, other) => other.found - one.found)
      print('hits:', JSON.stringify({ count: hits.length, best: hits.slice(0, 8) }))
    `,
  )
}

function answerOf({ conversation, question }: Situation): string | undefined {
  const { best } = conversation.printed('hits', HITS)
  return findPassage(question, best.map(({ text }) => text).join('\n'))?.value
}

function checkAnswer(situation: Situation): string {
  const answer = answerOf(situation)
  if (answer === undefined) return finish('No line of the text answers this.', 'The context does not say.')
  return turn(
    `The best line says ${answer}. I check that no other line fits as well and says something else.`,
    code`
      const best = hits.filter(({ found }) => found === hits[0].found)
      const rivals = best.filter((hit) => !hit.text.includes(${answer}))
      print('check:', JSON.stringify({ occurrences: text.split(${answer}).length - 1, rivals: rivals.length }))
    `,
  )
}

function giveAnswer(situation: Situation): string {
  const { occurrences, rivals } = situation.conversation.printed('check', CHECK)
  const doubt =
    rivals === 0 ? 'no other line fits as well' : `${rivals} other lines fit as well, but the words fit this one`
  return finish(`It stands in the text ${occurrences} times, and ${doubt}.`, answerOf(situation) ?? '')
}
