import { stem, wordsOf } from './words.ts'

/** What people write to a company about, with words that give the topic away. */
const TOPICS: Readonly<Record<string, string>> = {
  delivery: `deliver delivery delivered parcel package courier carrier ship shipping shipment shipped dispatch dispatched
    arrive arrived arrival tracking driver van lorry doorstep porch letterbox mailbox depot freight transit neighbour
    post postal address box overdue`,
  billing: `bill billing billed charge charged invoice refund refunded reimburse payment pay paying paid card debit debited
    price fee bank money statement receipt overcharged deducted discount tax subscription amount transfer credit`,
  account: `account password login log-in logging sign-in signing signed username locked authentication two-factor reset
    resetting verification profile credentials`,
  product: `product broken crack cracked faulty fault defect defective battery screen material scratched scratch colour
    color size quality screw missing working worked works stopped picture stitching noise handle surface model`,
  support: `agent hotline chat representative helpdesk support phone call called staff operator`,
}

const STEMMED = Object.entries(TOPICS).map(([topic, words]) => [topic, new Set(words.split(/\s+/).map(stem))] as const)

/** The topics that a description names: those with one of its words in their name or vocabulary. */
export function topicsNamedIn(description: string): string[] {
  const stems = new Set(wordsOf(description).map(stem))
  const named = STEMMED.filter(([topic]) => stems.has(stem(topic)))
  if (named.length > 0) return named.map(([topic]) => topic)
  return STEMMED.filter(([, vocabulary]) => [...stems].some((wordStem) => vocabulary.has(wordStem))).map(
    ([topic]) => topic,
  )
}

/** The topic that a text is about most; undefined where no word gives one away. */
export function topicOf(text: string): string | undefined {
  const stems = wordsOf(text).map(stem)
  const scores = STEMMED.map(([topic, vocabulary]) => ({
    topic,
    score: stems.filter((wordStem) => vocabulary.has(wordStem)).length,
  }))
  const best = scores.reduce((one, other) => (other.score > one.score ? other : one))
  return best.score === 0 ? undefined : best.topic
}
