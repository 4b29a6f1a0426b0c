import { CONTESTANT_NAMES, CONTESTANTS, type ContestantName } from './contestants.ts'
import type { Contestant, ContestantOptions, Open } from './contestant.ts'

/** One number for each contestant. */
export type Figures = Record<ContestantName, number>

/** Takes one sample of a contestant. */
export type Sampler<Sample> = (open: Open, name: ContestantName) => Promise<Sample>

/** The middle of the samples. */
export function median(samples: readonly number[]): number {
  const sorted = samples.toSorted((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  const upper = sorted[middle] ?? NaN
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? NaN) + upper) / 2
}

/** The medians of samples that have several parts, by part. */
export function medians<Part extends string>(samples: readonly Record<Part, number>[]): Record<Part, number> {
  const parts = Object.keys(samples[0] ?? {}) as Part[]
  return mapKeys(parts, (part) => median(samples.map((sample) => sample[part])))
}

/** Milliseconds that `action` takes. */
export async function timed(action: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now()
  await action()
  return performance.now() - startedAt
}

/** Takes one sample of each subject in turn, `rounds` times, so that what disturbs the machine disturbs all. */
export async function interleaved<Samples extends Record<string, unknown>>(
  rounds: number,
  subjects: { [Name in keyof Samples]: () => Promise<Samples[Name]> },
): Promise<{ [Name in keyof Samples]: Samples[Name][] }> {
  const names: (keyof Samples)[] = Object.keys(subjects)
  const samples = {} as { [Name in keyof Samples]: Samples[Name][] }
  for (const name of names) samples[name] = []
  for (let round = 0; round < rounds; round += 1) {
    for (const name of names) samples[name].push(await subjects[name]())
  }
  return samples
}

/** Medians of the contestants, measured interleaved. */
export async function compare(rounds: number, sample: Sampler<number>): Promise<Figures> {
  const { value } = await compareParts(rounds, async (open, name) => ({ value: await sample(open, name) }))
  return value
}

/** `compare` for samples that have several parts, by part. */
export async function compareParts<Part extends string>(
  rounds: number,
  sample: Sampler<Record<Part, number>>,
): Promise<Record<Part, Figures>> {
  const subjects = mapKeys(CONTESTANT_NAMES, (name) => () => sample(CONTESTANTS[name], name))
  const samples = await interleaved(rounds, subjects)
  const byContestant = mapKeys(CONTESTANT_NAMES, (name) => medians(samples[name]))
  const parts = Object.keys(byContestant.child) as Part[]
  return mapKeys(parts, (part) => mapKeys(CONTESTANT_NAMES, (name) => byContestant[name][part]))
}

/** Opens a contestant for the time of `use`. */
export async function withContestant<Value>(
  open: Open,
  options: ContestantOptions,
  use: (contestant: Contestant) => Promise<Value>,
): Promise<Value> {
  const contestant = await open(options)
  try {
    return await use(contestant)
  } finally {
    await contestant.close()
  }
}

function mapKeys<Key extends string, Value>(keys: readonly Key[], valueOf: (key: Key) => Value): Record<Key, Value> {
  return Object.fromEntries(keys.map((key) => [key, valueOf(key)])) as Record<Key, Value>
}
