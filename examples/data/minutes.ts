import { people } from './people.ts'
import { seededRandom } from './random.ts'

const TASKS = ['caterer', 'projector', 'guest list', 'name badges', 'opening speech', 'travel grants', 'poster hall']
  .concat(['sound system', 'printed programme', 'evening walk', 'childcare room', 'press releases', 'photographer'])
  .concat(['registration desk', 'lost and found', 'city permits'])

const ASSIGNMENTS: readonly ((person: string, task: string) => string)[] = [
  (person, task) => `${person} takes care of the ${task}.`,
  (person, task) => `The ${task} is in the hands of ${person}.`,
  (person, task) => `It was agreed that ${person} will be responsible for the ${task}.`,
]

const ASIDES: readonly ((person: string, task: string) => string)[] = [
  (person, task) => `${person} asked what the ${task} cost last time.`,
  (person, task) => `${person} would like to hear about the ${task} again in May.`,
]

/** Minutes of a meeting, and one of the tasks that it gave to somebody. */
export interface Minutes {
  text: string
  task: string
  person: string
}

/** Writes the minutes of a meeting that gave every task to somebody, with asides on the same tasks. */
export function minutes(seed: number): Minutes {
  const random = seededRandom(seed)
  const names = people(random, TASKS.length * 2)
  const assigned = TASKS.map((task, index) => ({ task, person: names[index]! }))
  const asides = TASKS.map((task, index) => random.pick(ASIDES)(names[TASKS.length + index]!, task))
  const assignments = assigned.map(({ person, task }) => random.pick(ASSIGNMENTS)(person, task))
  const text = ['Minutes of the planning meeting', '', ...random.shuffle([...assignments, ...asides])].join('\n')
  return { text, ...random.pick(assigned) }
}
