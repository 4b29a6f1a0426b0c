import { people } from './people.ts'
import { type Random, seededRandom } from './random.ts'

const PLACES = ['Skerry', 'Gull', 'Raven', 'Salt', 'Amber', 'Storm', 'Kelp', 'Granite', 'Seal', 'Heather']
const FORMS = ['Point', 'Head', 'Rock', 'Ness', 'Bank', 'Isle', 'Reef', 'Cape', 'Sound', 'Spit']

const DESIGNED: readonly ((person: string, year: number) => string)[] = [
  (person, year) => `It was designed by ${person} and first lit in ${year}.`,
  (person, year) => `The plans were drawn by ${person} in ${year}.`,
  (person) => `Its architect was ${person}, who also chose the stone.`,
  (person, year) => `In ${year} ${person} designed the whole station, stables included.`,
]

const HEIGHT: readonly ((metres: number) => string)[] = [
  (metres) => `The tower is ${metres} metres tall.`,
  (metres) => `Its height, ${metres} metres, makes it a landmark.`,
  (metres) => `The masonry is ${metres} metres high, with the lantern on top.`,
  (metres) => `It rises ${metres} metres from the rock.`,
]

const MENTIONED: readonly ((person: string) => string)[] = [
  (person) => `An earlier design by ${person} had been rejected as too costly.`,
  (person) => `${person} spent a summer here as a guest of the keeper.`,
  (person) => `A plan that ${person} had drawn was turned down by the harbour board.`,
]

const ASIDES: readonly ((random: Random) => string)[] = [
  (random) => `The lamp can be seen for ${random.integer(9, 24)} nautical miles.`,
  (random) => `A path of ${random.integer(200, 900)} metres leads down to the jetty.`,
  (random) => `There are ${random.integer(80, 240)} steps to the gallery.`,
  (random) => `The keeper's cottage lies ${random.integer(30, 90)} metres from the cliff edge.`,
  (random) => `It cost ${random.integer(4, 30)},${random.integer(100, 999)} pounds.`,
  (random) => `The last keeper left in ${random.integer(1965, 1990)}.`,
]

/** One of many documents. */
interface LighthouseDocument {
  title: string
  text: string
}

/** Documents on lighthouses, of which a few are by one designer. */
export interface Lighthouses {
  documents: LighthouseDocument[]
  designer: string
  /** Metres, all lighthouses of the designer together. */
  combinedHeight: number
}

/** Writes 100 documents: four to seven by the designer, six that only mention the name. */
export function lighthouses(seed: number): Lighthouses {
  const random = seededRandom(seed)
  const [designer = '', ...rivals] = people(random, 12)
  const names = random.shuffle(PLACES.flatMap((place) => FORMS.map((form) => `${place} ${form}`)))
  const ownCount = random.integer(4, 7)
  let combinedHeight = 0
  const documents = names.map((name, index) => {
    const height = random.integer(12, 64)
    const own = index < ownCount
    if (own) combinedHeight += height
    const mentioned = !own && index < ownCount + 6 ? designer : random.pick(rivals)
    const by = own ? designer : random.pick(rivals.filter((rival) => rival !== mentioned))
    return { title: `${name} Lighthouse`, text: describe(random, { name, height, by, mentioned }) }
  })
  return { documents: random.shuffle(documents), designer, combinedHeight }
}

interface Facts {
  name: string
  height: number
  by: string
  mentioned: string
}

function describe(random: Random, { name, height, by, mentioned }: Facts): string {
  const year = random.integer(1790, 1910)
  const facts = [random.pick(DESIGNED)(by, year), random.pick(HEIGHT)(height), ...asides(random)]
  if (by !== mentioned) facts.push(random.pick(MENTIONED)(mentioned))
  return [`${name} Lighthouse guards the coast at ${name}.`, ...random.shuffle(facts)].join(' ')
}

function asides(random: Random): string[] {
  return random
    .shuffle(ASIDES)
    .slice(0, random.integer(3, ASIDES.length))
    .map((aside) => aside(random))
}
