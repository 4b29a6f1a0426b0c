import { type Random, seededRandom } from './random.ts'

const DEPARTMENTS = ['Engineering', 'Sales', 'Operations', 'Research', 'Service', 'Marketing', 'Logistics'] as const
const TEAMS = [
  'Falcon',
  'Harbour',
  'Juniper',
  'Copper',
  'Meadow',
  'Lantern',
  'Summit',
  'Willow',
  'Pepper',
  'Anchor',
].concat(['Comet', 'Bramble', 'Granite', 'Saffron', 'Tundra', 'Velvet', 'Quartz', 'Orchid', 'Maple', 'Beacon'])

const TRAVEL: readonly ((amount: string) => string)[] = [
  (amount) => `Travel came to ${amount} euros.`,
  (amount) => `We spent ${amount} euros on trips to customers.`,
  (amount) => `Flights and hotels cost us ${amount} euros in all.`,
]

const NO_TRAVEL = 'Nobody travelled this quarter.'

const ASIDES: readonly ((amount: string) => string)[] = [
  (amount) => `Licences came to ${amount} euros.`,
  (amount) => `New screens and chairs cost ${amount} euros.`,
  (amount) => `We spent ${amount} euros on training.`,
  (amount) => `A trip to the fair in Lyon, budgeted at ${amount} euros, was cancelled.`,
  (amount) => `The freelancers sent bills over ${amount} euros.`,
]

const NEWS = [
  'Two colleagues joined in May.',
  'The retrospective was short and friendly.',
  'The old build server is gone.',
].concat(['Response times have improved by 14 percent.', 'We will move to the third floor in August.'])

/** One team and what it wrote about its quarter. */
interface Team {
  team: string
  report: string
}

/** A company as a tree of departments and teams. */
interface Company {
  company: string
  departments: { department: string; teams: Team[] }[]
}

/** A company, and what all its teams together spent on travel, in euros. */
export interface CompanyReport {
  company: Company
  travelEuros: number
}

/** Writes quarterly reports of all teams in three departments. */
export function companyReport(seed: number): CompanyReport {
  const random = seededRandom(seed)
  const names = random.shuffle(TEAMS)
  let travelEuros = 0
  const departments = random.shuffle(DEPARTMENTS).slice(0, 3)
  const company = {
    company: 'Northwind Instruments',
    departments: departments.map((department) => ({
      department,
      teams: names.splice(0, random.integer(2, 4)).map((team) => {
        const euros = random.chance(0.15) ? 0 : random.integer(300, 9_999)
        travelEuros += euros
        return { team, report: report(random, team, euros) }
      }),
    })),
  }
  return { company, travelEuros }
}

function report(random: Random, team: string, euros: number): string {
  const travel = euros === 0 ? NO_TRAVEL : random.pick(TRAVEL)(amount(euros))
  const asides = random.shuffle(ASIDES).slice(0, 3)
  const spending = [travel, ...asides.map((aside) => aside(amount(random.integer(300, 9_999))))]
  return [`Quarterly report of team ${team}.`, ...random.shuffle([...spending, ...NEWS])].join(' ')
}

function amount(euros: number): string {
  return euros.toLocaleString('en-US')
}
