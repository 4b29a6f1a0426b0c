import type { Random } from './random.ts'

const GIVEN = ['Ada', 'Mara', 'Jonas', 'Edwin', 'Clara', 'Hugo', 'Ines', 'Oskar', 'Nora', 'Felix', 'Greta', 'Simon']
const FAMILY = ['Thorne', 'Lindqvist', 'Okafor', 'Bellamy', 'Varga', 'Castellan', 'Drummond', 'Ferreira', 'Haldane']

/** Full names, no two alike; given and family names recur. */
export function people(random: Random, count: number): string[] {
  const all = GIVEN.flatMap((given) => FAMILY.map((family) => `${given} ${family}`))
  return random.shuffle(all).slice(0, count)
}
