import type { Host } from './bridge.ts'
import { ANSWER_LIMITS, type Format } from './format.ts'
import type { KindTeller } from './kinds.ts'
import { isObject, ownData } from './objects.ts'
import { dateText, dateValue, global, ReferenceErrorConstructor, stringifyJson, stringSlice } from './primordials.ts'
import { resolveDeep } from './promises.ts'
import { isIdentifier } from './quote.ts'
import { misuse } from './requests.ts'
import type { Variables } from './variables.ts'

/** The answers of a block. The host's record is what counts; here the first call wins. */
export interface Finals {
  FINAL(value: unknown): void
  FINAL_VAR(nameOrValue: unknown): void
  /** Forgets the last block. */
  begin(): void
  /** Reads `answer = { content, ready }`; gives the candidate. */
  readAnswer(): string | undefined
}

/** Builds the finals. `fail` makes an error that comes too late to be thrown the error of the block. */
export function createFinals(
  host: Host,
  format: Format,
  tellKind: KindTeller,
  variables: Variables,
  fail: (thrown: unknown) => void,
): Finals {
  let isGiven = false
  let readyText: string | undefined
  const answer = (value: unknown): void => {
    if (value === undefined) fail(missingValue('FINAL'))
    else host('final', answerText(value, format, tellKind))
  }
  const give = (caller: string, value: unknown): void => {
    if (value === undefined) throw missingValue(caller)
    if (isGiven) return
    isGiven = true
    resolveDeep(value, answer, fail)
  }
  return {
    FINAL: (value) => give('FINAL', value),
    FINAL_VAR: (nameOrValue) => give('FINAL_VAR', variableOrValue(nameOrValue, variables)),
    begin: () => {
      isGiven = false
    },
    readAnswer: () => {
      const value = ownData(global, 'answer')
      if (typeof value === 'string') return value
      if (!isObject(value) || tellKind(value) !== 'object') return undefined
      const content = ownData(value, 'content')
      if (content === undefined) return undefined
      const text = answerText(content, format, tellKind)
      // An answer that stays ready is given once.
      if (ownData(value, 'ready') === true && text !== readyText && !isGiven) {
        readyText = text
        give('answer', content)
      }
      return text
    },
  }
}

function missingValue(caller: string): TypeError {
  return misuse(`${caller}(value) needs a value; received undefined. Pass the answer itself, such as FINAL(result).`)
}

/** A name in quotes stands for its variable; everything else for itself. */
function variableOrValue(nameOrValue: unknown, variables: Variables): unknown {
  if (typeof nameOrValue !== 'string') return nameOrValue
  if (variables.has(nameOrValue)) return variables.get(nameOrValue)
  if (!isIdentifier(nameOrValue)) return nameOrValue
  const known = variables.listing()
  throw new ReferenceErrorConstructor(
    `FINAL_VAR takes the name of a variable; there is no \`${stringSlice(nameOrValue, 0, 80)}\`. ` +
      (known ? `There are: ${known}.` : 'There are none yet.'),
  )
}

/** An answer as text: strings as they are, data as JSON, and what JSON cannot hold as it is printed. */
function answerText(value: unknown, format: Format, tellKind: KindTeller): string {
  if (typeof value === 'string') return value
  if (!isObject(value)) return typeof value === 'bigint' ? `${value}` : format(value, ANSWER_LIMITS)
  const kind = tellKind(value)
  if (kind === 'date' && dateValue(value) === dateValue(value)) return dateText(value)
  if (kind !== 'object' && kind !== 'array' && kind !== 'proxy') return format(value, ANSWER_LIMITS)
  return jsonText(value) ?? format(value, ANSWER_LIMITS)
}

function jsonText(value: object): string | undefined {
  try {
    const text: unknown = stringifyJson(value)
    return typeof text === 'string' ? text : undefined
  } catch {
    return undefined
  }
}
