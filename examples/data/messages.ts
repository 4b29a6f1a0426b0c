import { type Random, seededRandom } from './random.ts'

type Matter = 'transport' | 'finance' | 'entrance' | 'merchandise'
type Mood = 'cross' | 'glad' | 'curious'

const ITEMS = ['desk lamp', 'kettle', 'rain jacket', 'bookshelf', 'garden hose', 'violin stand', 'toaster', 'rucksack']
const DAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'the weekend', 'the 3rd', 'the 12th', 'the 28th']

const OPENINGS: readonly ((item: string, day: string) => string)[] = [
  (item, day) => `Hello, I ordered a ${item} on ${day}.`,
  (item, day) => `Order of ${day}, one ${item}.`,
  (item) => `This is about the ${item} from your spring catalogue.`,
  (item, day) => `Good morning! My ${item} is the one from ${day}.`,
]

const CLOSINGS = [
  'Thanks, Robin.',
  'Kind regards, K. Moreau',
  'Yours, B. Adler',
  'Sent from my phone',
  'Thank you in advance.',
  '',
]

const BODIES: Readonly<Record<Matter, Readonly<Record<Mood, readonly string[]>>>> = {
  transport: {
    cross: [
      'The parcel has still not turned up, and the tracking page has said the same thing for nine days.',
      'Your courier threw the box over the fence and half of it was soaked by rain.',
      'Two weeks overdue by now. I stayed at home three times for a van that never came.',
      'It went to the wrong address, a street I have never lived in.',
      'The package was crushed when the driver handed it over, which is not acceptable.',
      'I was promised next-day shipping and it took eleven days to arrive. Very annoying.',
    ],
    glad: [
      'It arrived a day early and the driver even carried it upstairs. Wonderful.',
      'Parcel came on time in spite of the snow, and the courier was friendly.',
      'I cannot complain about the delivery at all: quick, careful, and not late by a minute.',
      'Shipping was so fast that I was honestly impressed.',
    ],
    curious: [
      'Could you tell me whether you ship to Iceland?',
      'When will the parcel be dispatched, and who is the carrier?',
      'Is it possible to have it delivered to a neighbour instead?',
    ],
  },
  finance: {
    cross: [
      'I was charged twice and nobody has given me my money back.',
      'The invoice shows a price that is higher than the one I agreed to. This is wrong.',
      'Still no refund, although it was promised a month ago.',
      'My card was debited after I had cancelled. I am furious.',
    ],
    glad: [
      'The refund was on my bank statement within an hour, that was excellent.',
      'Your new invoices are easy to read, I love them.',
      'Happy with the discount, and paying was no trouble at all.',
    ],
    curious: [
      'Can I pay by bank transfer instead of card?',
      'Which address do you need on the invoice?',
      'How do I get a receipt for my tax return?',
    ],
  },
  entrance: {
    cross: [
      'I have been locked out of my account since then, and the reset link is broken.',
      'Every login ends in the same useless error. I have lost a whole evening to it.',
      'The password form rejects everything I type, terrible.',
    ],
    glad: [
      'Signing in with the new app is a pleasure, well done.',
      'Resetting my password was quick and easy, great work.',
    ],
    curious: ['How can I change the e-mail address of my account?', 'Do you offer two-factor login?'],
  },
  merchandise: {
    cross: [
      'It stopped working after two days. What a disappointment.',
      'One of the screws is missing and the surface is scratched.',
      'The colour is nothing like the picture, and the quality is poor.',
      'There was a crack right across it. I expect better.',
    ],
    glad: [
      'It works perfectly and looks beautiful in the hall.',
      'Lovely material, best thing I have bought this year.',
      'Not a single fault after a month of daily use. I am delighted.',
    ],
    curious: ['Is the handle available in another colour?', 'What size is the small model, please?'],
  },
}

/** Customer messages, one to a line. */
export interface Messages {
  lines: string[]
  /** How many of them are complaints about the delivery. */
  deliveryComplaints: number
}

/** Writes customer messages on four matters in three moods. */
export function messages(seed: number, count = 5_000): Messages {
  const random = seededRandom(seed)
  const written = Array.from({ length: count }, () => message(random))
  const isWanted = ({ matter, mood }: Message) => matter === 'transport' && mood === 'cross'
  return { lines: written.map(({ text }) => text), deliveryComplaints: written.filter(isWanted).length }
}

interface Message {
  matter: Matter
  mood: Mood
  text: string
}

function message(random: Random): Message {
  const matter = random.pick(['transport', 'transport', 'finance', 'entrance', 'merchandise'] as const)
  const mood = random.pick(['cross', 'cross', 'glad', 'curious'] as const)
  const opening = random.pick(OPENINGS)(random.pick(ITEMS), random.pick(DAYS))
  const body = random.pick(BODIES[matter][mood])
  return { matter, mood, text: `${opening} ${body} ${random.pick(CLOSINGS)}`.trim() }
}
