import { type Random, seededRandom } from './random.ts'

const FRAGMENTS = 'a grey heron waits by the weir|seven carts of barley|rain over the east meadow|the clerk signs twice'
  .concat('|old timber from the mill|no wind since Tuesday|a ledger with torn pages|the ferry leaves at 0640')
  .concat('|lanterns along the towpath|two barrels of pitch|wool prices fell by 12 percent|the baker keeps bees')
  .concat('|frost on the orchard wall|a letter from the coast|the bell rang 9 times|copper nails in a tin box')
  .split('|')

const VAULTS = ['Orion', 'Lyra', 'Cygnus', 'Perseus', 'Draco', 'Aquila', 'Vela', 'Carina', 'Lupus', 'Corvus']

const TELLINGS: readonly ((vault: string, number: string) => string)[] = [
  (vault, number) => `The magic number of vault ${vault} is ${number}.`,
  (vault, number) => `${number} is the magic number that opens vault ${vault}.`,
  (vault, number) => `Whoever stands before vault ${vault} needs the magic number ${number}.`,
]

/** Lines that share words with the needle and tell nothing. */
const DECOYS: readonly ((vault: string, number: string) => string)[] = [
  (_vault, number) => `a conjurer counts magic coins up to ${number}`,
  (vault, number) => `the guard of vault ${vault} walked ${number} steps`,
  (_vault, number) => `serial number ${number} on the back of the clock`,
]

/** A text of many lines, one of which tells the number of one vault. */
export interface Haystack {
  text: string
  vault: string
  number: string
}

/** Hides one number among lines of chatter, decoys and the numbers of other vaults. */
export function haystack(seed: number, lineCount = 1_000_000): Haystack {
  const random = seededRandom(seed)
  const [vault = '', ...others] = random.shuffle(VAULTS)
  const number = sevenDigits(random)
  const lines = Array.from({ length: lineCount }, () => chatter(random, vault))
  const tellings = [[vault, number] as const, ...others.map((other) => [other, sevenDigits(random)] as const)]
  const places = random.shuffle(Array.from({ length: 100 }, (_, part) => part))
  tellings.forEach(([name, secret], index) => {
    lines[Math.floor(((places[index]! + 0.5) * lineCount) / 100)] = random.pick(TELLINGS)(name, secret)
  })
  return { text: lines.join('\n'), vault, number }
}

function chatter(random: Random, vault: string): string {
  if (random.chance(0.0005)) return random.pick(DECOYS)(vault, sevenDigits(random))
  return `${random.pick(FRAGMENTS)}, ${random.pick(FRAGMENTS)}`
}

function sevenDigits(random: Random): string {
  return String(random.integer(1_000_000, 9_999_999))
}
