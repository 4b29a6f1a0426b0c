import { z } from 'zod'
import { code, finish, turn } from './code.ts'
import { plainCall, type Situation, type Strategy } from './strategy.ts'

const TIMESTAMP = /^\W*(?:\d{4}[-/]\d\d[-/]\d\d|\d{13}\b|[A-Z][a-z]{2} +\d{1,2} \d\d:\d\d)/
const ORIGIN = z.object({ source: z.string(), time: z.string(), line: z.string() })

/** For logs of several sources: one clock for all, the unusual lines in bursts, a sub-call for each burst. */
export const timeline: Strategy = {
  suits: ({ peek, conversation }) =>
    conversation.subCalls !== 'none' && peek.type === 'object' && peek.fields.every(({ head }) => TIMESTAMP.test(head)),
  steps: [mergeLogs, findBursts, readBursts, checkOrigin, giveAnswer],
}

function mergeLogs(): string {
  return turn(
    'Several logs, and their times may differ in form and zone. I read all of them into one timeline in UTC.',
    code`
      const year = JSON.stringify(context).match(/\b(20\d\d)[-\/]/)?.[1] ?? '2000'
      const clocks = [
        [/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)/, ([time]) => Date.parse(time)],
        [/(\d{4})[-\/](\d\d)[-\/](\d\d)[ T](\d\d:\d\d:\d\d)/, ([, y, m, d, time]) => Date.parse(y + '-' + m + '-' + d + 'T' + time + 'Z')],
        [/^\d{13}\b/, ([time]) => Number(time)],
        [/^([A-Z][a-z]{2}) +(\d+) (\d\d:\d\d:\d\d)/, ([, m, d, time]) => Date.parse(d + ' ' + m + ' ' + year + ' ' + time + ' UTC')],
      ]
      const events = []
      let unread = 0
      for (const [source, log] of Object.entries(context)) {
        for (const line of log.split('\n')) {
          const [clock, read] = clocks.find(([pattern]) => pattern.test(line)) ?? []
          if (clock) events.push({ at: read(line.match(clock)), source, text: line.replace(clock, '').trim() })
          else unread++
        }
      }
      events.sort((one, other) => one.at - other.at)
      const utc = ({ at }) => new Date(at).toISOString().slice(11, 19)
      print(events.length, 'lines from', utc(events[0]), 'to', utc(events.at(-1)) + ';', unread, 'without a time')
    `,
  )
}

function findBursts(): string {
  return turn(
    'Routine lines recur all day. I keep lines whose shape shows up in two hours at most, and look where they cluster.',
    code`
      const shapeOf = ({ source, text }) => source + ' ' + text.replace(/\d+/g, '#')
      const hours = new Map()
      for (const event of events) {
        const shape = shapeOf(event)
        hours.set(shape, (hours.get(shape) ?? new Set()).add(Math.floor(event.at / 3_600_000)))
      }
      const bursts = []
      for (const event of events.filter((event) => hours.get(shapeOf(event)).size <= 2)) {
        const last = bursts.at(-1)?.at(-1)
        if (last && event.at - last.at <= 120_000) bursts.at(-1).push(event)
        else bursts.push([event])
      }
      bursts.sort((one, other) => other.length - one.length)
      const sourcesOf = (burst) => [...new Set(burst.map(({ source }) => source))].join(', ')
      for (const burst of bursts.slice(0, 5)) print(utc(burst[0]), 'to', utc(burst.at(-1)), burst.length, 'lines of', sourcesOf(burst))
    `,
  )
}

function readBursts({ conversation, question }: Situation): string {
  return turn(
    'Which burst is the one that was asked about, and where it began, must be read: a sub-call for each window.',
    code`
      const question = ${question.asked}
      const task = 'Question: ' + question + '\nThe text is one window of several logs, merged. ' +
        'Which line is the first sign of trouble? Reply with JSON only: {"time", "source", "line", "affected": sources in trouble}.'
      const windowOf = (burst) => burst.map((event) => utc(event) + ' ' + event.source + ' ' + event.text).slice(0, 800).join('\n')
      const windows = bursts.slice(0, 3).map(windowOf)
      const replies = llm_query_batch(windows.map((window) => task + '\n<text>\n' + window + '\n</text>')${plainCall(conversation)})
      const signs = replies.filter((reply) => reply.startsWith('{')).map((reply) => JSON.parse(reply))
      signs.sort((one, other) => other.affected.length - one.affected.length)
      for (const { time, source, affected } of signs) print(time, source, 'first; in trouble:', affected.join(', '))
    `,
  )
}

function checkOrigin(): string {
  return turn(
    'The window with most services in trouble is the incident. I look at the merged lines around its first sign.',
    code`
      const { time, source, line } = signs[0]
      const place = events.findIndex((event) => utc(event) === time && event.source === source && line.includes(event.text))
      for (const event of events.slice(Math.max(0, place - 3), place + 4)) print(utc(event), event.source, event.text.slice(0, 120))
      print('origin:', JSON.stringify({ source, time, line }))
    `,
  )
}

function giveAnswer({ conversation }: Situation): string {
  const { source, time, line } = conversation.printed('origin', ORIGIN)
  return finish(`The first sign is this line: ${line}`, `${source} ${time}`)
}
