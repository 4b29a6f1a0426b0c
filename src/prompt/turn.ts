import type { BlockError, BlockResult } from '../sandbox/sandbox.ts'

/** One turn, as the root LM is told of it. */
export interface TurnReport {
  /** Results of the blocks that ran, in order. */
  results: readonly BlockResult[]
  /** Blocks of the reply that did not run because one before them failed. */
  skipped: number
  /** What the harness has to say about the reply itself. */
  remarks: readonly string[]
  /** What is left of the run's limits; it changes with every turn, so it goes last. */
  budget?: string | undefined
}

/** The user message after a turn: every block's output, then the remarks. */
export function turnMessage({ results, skipped, remarks, budget }: TurnReport): string {
  const blocks = results.map((result, index) => `[block ${index + 1}]\n${blockReport(result)}`)
  const unreached = skipped === 0 ? [] : [skippedRemark(results.length, skipped)]
  return [...blocks, ...unreached, ...remarks, ...(budget === undefined ? [] : [budget])].join('\n\n')
}

function skippedRemark(ran: number, skipped: number): string {
  const which = skipped === 1 ? `Block ${ran + 1}` : `Blocks ${ran + 1} to ${ran + skipped}`
  return `${which} of your reply did not run, because block ${ran} failed.`
}

function blockReport(result: BlockResult): string {
  const lines = [
    result.stdout.trimEnd(),
    result.result === undefined ? '' : `=> ${result.result}`,
    result.error === undefined ? '' : errorReport(result.error),
    result.variables.length === 0 ? '' : `variables: ${result.variables.join('; ')}`,
    ...result.notes.map((note) => `note: ${note}`),
    result.lost === undefined ? '' : lossReport(result.lost),
  ].filter((line) => line !== '')
  if (saysNothing(result)) lines.unshift('(no output; did you forget to print?)')
  return lines.join('\n')
}

function saysNothing({ stdout, result, error, final, lost }: BlockResult): boolean {
  return stdout.trim() === '' && [result, error, final, lost].every((part) => part === undefined)
}

function errorReport({ name, message, line, column, frame, hint }: BlockError): string {
  const place = line === undefined ? '' : ` (line ${line}${column === undefined ? '' : `, column ${column}`})`
  const parts = [`${name}: ${message}${place}`]
  if (frame !== undefined) parts.push(frame.trimEnd())
  if (hint !== undefined) parts.push(`hint: ${hint}`)
  return parts.join('\n')
}

function lossReport({ message, variables }: NonNullable<BlockResult['lost']>): string {
  const names = variables.filter((name) => name !== 'context' && name !== 'history')
  const gone = names.length === 0 ? 'No variables were lost.' : `These variables are lost: ${names.join(', ')}.`
  return `The REPL had to be stopped: ${message} A fresh REPL runs now, with \`context\` loaded again. ${gone}`
}

/** Remarks on a reply that was not, or not only, blocks to run. */
export const REMARKS = {
  empty: 'Your reply was empty. Write a ```repl block, or give the answer with FINAL(…).',
  cut: 'Your reply was cut off at its length limit; a block that had no closing fence did not run. Write shorter replies.',
  brokenOff:
    'The connection broke while you were writing: your reply ends where it stands, and a block that had no closing fence did not run. Go on from here.',
  noCode:
    'Your reply had no ```repl block and no final, so nothing happened. Write a block to go on, or give the answer with FINAL(…) at the start of a line.',
  lookFirst:
    'You gave a final answer before any code had run. Look at `context` in the REPL first. If you are certain all the same, repeat the final.',
  finalBesideCode:
    'The final that you wrote as text beside code was ignored, because you had not seen the output yet. It is above: read it, then give the final.',
} as const

/** The remark on blocks in a language that does not run here. */
export function foreignRemark(languages: readonly string[]): string {
  return `The REPL runs JavaScript: the block marked \`${languages.join('`, `')}\` did not run. Write JavaScript in a \`\`\`repl block.`
}

/** The remark on a final that does not fit the type of the answer. */
export function answerMisfit(problem: string): string {
  return `Your final does not fit the type that the answer must have:\n${problem}\nAll variables are kept. Correct the value and give FINAL again.`
}

/** Why a run that has taken all its turns needs its last one. */
export const TURNS_ARE_USED_UP = 'This was the last turn.'

/** The same of a run that has reached a limit. */
export function limitReached(name: string): string {
  return `This run has reached its limit (\`${name}\`): no sub-model can be called any more, and this is the last turn.`
}

/** Asks for the answer when a run cannot go on; it closes the newest message. */
export function lastTurnRemark(why: string, candidate: string | undefined): string {
  const known = candidate === undefined ? '' : `\nYour variable \`answer\` holds: ${candidate.slice(0, 2000)}`
  return `${why} Give your final answer now, from what you have found so far: your whole reply counts as the answer, unless it contains FINAL(…) or FINAL_VAR(name).${known}`
}

/** What was used of one thing, and its limit where it has one. */
interface Spending {
  spent: number | null
  limit?: number
  left?: number
}

/** What is left of each limit, as `budget()` gives it. */
export function budgetRemark(report: Readonly<Record<string, Spending>>): string {
  const lines = Object.entries(report).flatMap(([name, { limit, left }]) =>
    limit === undefined || left === undefined ? [] : [`${name} ${rounded(left)} of ${rounded(limit)}`],
  )
  return `Left of this run's limits (see \`budget()\`): ${lines.join(', ')}. Make the calls that are left count.`
}

function rounded(amount: number): string {
  return String(Number(amount.toPrecision(3)))
}
