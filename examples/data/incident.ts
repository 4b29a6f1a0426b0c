import { type Random, seededRandom } from './random.ts'

/** How a service writes a line: its own clock and its own layout. */
interface Service {
  name: string
  line(at: Date, level: string, text: string): string
  /** What it says when it is the first to break. */
  breaks: string
  /** What it says when another one has broken. */
  suffers: readonly string[]
  /** What it says all day. */
  chatter: readonly string[]
}

const iso = (at: Date) => at.toISOString()
const seconds = (at: Date) => iso(at).slice(11, 19)
const localTwoHoursAhead = (at: Date) => `${iso(new Date(at.getTime() + 7_200_000)).slice(0, 19)}+02:00`
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
const syslog = (at: Date) => `${MONTHS[at.getUTCMonth()]} ${String(at.getUTCDate()).padStart(2)} ${seconds(at)}`

const SERVICES: readonly Service[] = [
  {
    name: 'edge-proxy',
    line: (at, level, text) => `${iso(at)} ${level} ${text}`,
    breaks: 'TLS certificate for upstream pool expired, handshakes rejected',
    suffers: ['upstream timed out after 5000 ms on POST /checkout #', 'returning 502 to client #'],
    chatter: ['GET /products/# 200 in # ms', 'POST /checkout 200 in # ms', 'client # closed the connection early'],
  },
  {
    name: 'shop-api',
    line: (at, level, text) => `[${iso(at).slice(0, 19).replace('T', ' ').replaceAll('-', '/')}] [${level}] ${text}`,
    breaks: 'worker process killed, out of memory while building the price index',
    suffers: ['order # failed: dependency unavailable', 'circuit breaker open, request # refused'],
    chatter: ['order # accepted', 'basket # updated', 'price index refreshed in # ms'],
  },
  {
    name: 'ledger-db',
    line: (at, level, text) => `${syslog(at)} ledger-db[311]: ${level}: ${text}`,
    breaks: 'could not extend relation orders: no space left on device',
    suffers: ['connection # terminated unexpectedly', 'statement # canceled, lock timeout'],
    chatter: ['checkpoint complete, wrote # buffers', 'autovacuum of table orders finished', 'connection # authorized'],
  },
  {
    name: 'basket-cache',
    line: (at, level, text) => `${at.getTime()} ${level.toLowerCase()} ${text}`,
    breaks: 'cannot fork for background save, memory exhausted, writes are denied',
    suffers: ['client # evicted, output buffer overflow', 'replica # unreachable, sync aborted'],
    chatter: ['# keys expired', 'background save finished in # ms', 'client # connected'],
  },
  {
    name: 'mail-worker',
    line: (at, level, text) => `${localTwoHoursAhead(at)} | ${level} | ${text}`,
    breaks: 'queue consumer crashed, unhandled reply from broker, all channels lost',
    suffers: ['could not load order #, giving up', 'retry queue full, message # dropped'],
    chatter: ['message # sent', 'picked up # messages', 'address book synced in # ms'],
  },
]

/** Harmless, though each is said only once in the day. */
const NOVELTIES = ['release 4.18.2 rolled out, health checks green', 'feature flag winter-banner set to 5 percent']

const MINUTE = 60_000

/** Logs of several services over one day, and where and when its outage began. */
export interface Incident {
  /** Log text by service. */
  logs: Record<string, string>
  service: string
  /** UTC, `HH:MM:SS`. */
  time: string
}

interface Entry {
  service: Service
  at: number
  level: string
  text: string
}

/** Writes one day of logs with chatter, a noisy but unrelated batch job, and one outage that spreads. */
export function incident(seed: number): Incident {
  const random = seededRandom(seed)
  const midnight = Date.UTC(2026, random.integer(0, 11), random.integer(1, 28))
  const start = midnight + random.integer(3 * 3600, 21 * 3600) * 1000
  const origin = random.pick(SERVICES)
  const entries = [
    ...SERVICES.flatMap((service) => chatter(random, service, midnight)),
    ...outage(random, origin, start),
    ...batchJob(random, midnight + MINUTE * 95),
    ...NOVELTIES.map((text, index) => entry(random.pick(SERVICES), start - (index + 1) * 40_000, 'INFO', text)),
  ]
  return { logs: writeLogs(entries), service: origin.name, time: seconds(new Date(start)) }
}

function entry(service: Service, at: number, level: string, text: string): Entry {
  return { service, at, level, text }
}

function chatter(random: Random, service: Service, midnight: number): Entry[] {
  return Array.from({ length: 4_000 }, () => {
    const at = midnight + random.integer(0, 24 * 60 * MINUTE - 1)
    return entry(service, at, 'INFO', fill(random, random.pick(service.chatter)))
  })
}

function outage(random: Random, origin: Service, start: number): Entry[] {
  const first = entry(origin, start, random.pick(['WARN', 'ERROR']), origin.breaks)
  const consequences = SERVICES.filter((service) => service !== origin).flatMap((service) => {
    const delay = random.integer(3_000, 45_000)
    return Array.from({ length: 60 }, () => {
      const at = start + delay + random.integer(0, 7 * MINUTE)
      return entry(service, at, 'ERROR', fill(random, random.pick(service.suffers)))
    })
  })
  return [first, ...consequences]
}

/** Louder than the outage, but one service only, and nothing to do with it. */
function batchJob(random: Random, from: number): Entry[] {
  const service = random.pick(SERVICES)
  return Array.from({ length: 400 }, () => {
    const at = from + random.integer(0, 6 * MINUTE)
    return entry(service, at, 'ERROR', fill(random, 'nightly import: row # rejected, invalid postcode'))
  })
}

function writeLogs(entries: Entry[]): Record<string, string> {
  const ordered = entries.toSorted((one, other) => one.at - other.at)
  const linesOf = (service: Service) =>
    ordered
      .filter((candidate) => candidate.service === service)
      .map(({ at, level, text }) => service.line(new Date(at), level, text))
  return Object.fromEntries(SERVICES.map((service) => [service.name, linesOf(service).join('\n')]))
}

function fill(random: Random, template: string): string {
  return template.replaceAll('#', () => String(random.integer(2, 9_999)))
}
