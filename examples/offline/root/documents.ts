import { z } from 'zod'
import { code, finish, turn } from './code.ts'
import { plainCall, type Situation, type Strategy } from './strategy.ts'

const COMBINED = z.object({ answer: z.string(), quotesFound: z.number(), findings: z.number() })

/** For many documents: select in code, read each selected one in a sub-call, combine what they found in another. */
export const documents: Strategy = {
  suits: ({ peek, conversation }) => conversation.subCalls !== 'none' && peek.type.startsWith('array of '),
  steps: [selectDocuments, readDocuments, combineFindings, giveAnswer],
}

function selectDocuments({ question, peek }: Situation): string {
  const words = question.names.length > 0 ? question.names : question.keywords
  return turn(
    `The context holds ${peek.parts} documents. I select those that are worth reading by the words of the query.`,
    code`
      const words = ${words}
      const textOf = (document) => (typeof document === 'string' ? document : Object.values(document).join('\n'))
      const found = (text) => words.filter((word) => text.toLowerCase().includes(word.toLowerCase())).length
      const scored = context.map((document) => ({ text: textOf(document), score: found(textOf(document)) }))
      const best = Math.max(...scored.map(({ score }) => score))
      const chosen = scored.filter(({ score }) => score === best).map(({ text }) => text)
      print('selected:', chosen.length, 'of', context.length)
      print(chosen.map((text) => '- ' + text.split('\n')[0]).slice(0, 20).join('\n'))
    `,
  )
}

function readDocuments({ conversation, question }: Situation): string {
  return turn(
    'A name in a document does not make it part of the answer, so each must be read: one sub-call for each.',
    code`
      const question = ${question.asked}
      const task = 'Question: ' + question + '\n' +
        'Below is one document of many. If it belongs in the answer, reply with what it adds, as JSON only: ' +
        '{"name": its title, "value": the value asked for, "quote": the sentence that says so}. Otherwise reply NONE.'
      const replies = llm_query_batch(chosen.map((text) => task + '\n<text>\n' + text + '\n</text>')${plainCall(conversation)})
      const findings = replies.flatMap((reply, index) => (reply.startsWith('{') ? [{ ...JSON.parse(reply), index }] : []))
      for (const { name, value, quote } of findings) print(name + ': ' + value + ' (' + quote + ')')
    `,
  )
}

function combineFindings({ conversation }: Situation): string {
  return turn(
    'Now I combine the findings, and check that each quote stands in its document.',
    code`
      const lines = findings.map((finding) => JSON.stringify(finding)).join('\n')
      const order = 'Question: ' + question + '\nCombine the findings below. Reply with nothing but the answer.'
      const answer = llm_query(order + '\n<text>\n' + lines + '\n</text>'${plainCall(conversation)})
      const quotesFound = findings.filter(({ quote, index }) => chosen[index].includes(quote)).length
      print('combined:', JSON.stringify({ answer, quotesFound, findings: findings.length }))
    `,
  )
}

function giveAnswer({ conversation }: Situation): string {
  const { answer, quotesFound, findings } = conversation.printed('combined', COMBINED)
  return finish(`${quotesFound} of ${findings} quotes stand in their documents.`, answer)
}
