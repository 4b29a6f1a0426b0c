import { define } from '../objects.ts'
import { uncurry } from '../primordials.ts'
import { HIDDEN, type Now } from './date.ts'

type Method = (this: unknown, zone?: unknown) => object

interface TemporalNamespace {
  Instant: { fromEpochMilliseconds(epochMs: number): object; prototype: Record<'toZonedDateTimeISO', Method> }
  ZonedDateTime: { prototype: Record<'toPlainDateTime' | 'toPlainDate' | 'toPlainTime', Method> }
  Now: { timeZoneId(): string }
}

/**
 * Makes `Temporal.Now`, where there is one, take the time from `now`. To be called before any block has run: V8 makes
 * `Temporal` when it is first read, which takes milliseconds, so that it is not captured earlier.
 */
export function followTemporal(now: Now): void {
  const { Temporal } = globalThis as { Temporal?: TemporalNamespace }
  if (Temporal) replaceNow(Temporal, now)
}

function replaceNow({ Instant, ZonedDateTime, Now }: TemporalNamespace, now: Now): void {
  const { fromEpochMilliseconds } = Instant
  const { timeZoneId } = Now
  const toZonedDateTime = uncurry(Instant.prototype.toZonedDateTimeISO)
  const toPlainDateTime = uncurry(ZonedDateTime.prototype.toPlainDateTime)
  const toPlainDate = uncurry(ZonedDateTime.prototype.toPlainDate)
  const toPlainTime = uncurry(ZonedDateTime.prototype.toPlainTime)
  const instant = (): object => fromEpochMilliseconds(now())
  const zonedDateTimeISO = (zone: unknown = timeZoneId()): object => toZonedDateTime(instant(), zone)
  const plainDateTimeISO = (zone?: unknown): object => toPlainDateTime(zonedDateTimeISO(zone))
  const plainDateISO = (zone?: unknown): object => toPlainDate(zonedDateTimeISO(zone))
  const plainTimeISO = (zone?: unknown): object => toPlainTime(zonedDateTimeISO(zone))
  define(Now, 'instant', instant, HIDDEN)
  define(Now, 'zonedDateTimeISO', zonedDateTimeISO, HIDDEN)
  define(Now, 'plainDateTimeISO', plainDateTimeISO, HIDDEN)
  define(Now, 'plainDateISO', plainDateISO, HIDDEN)
  define(Now, 'plainTimeISO', plainTimeISO, HIDDEN)
}
