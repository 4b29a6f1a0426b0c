import { ErrorConstructor } from '../primordials.ts'
import { choiceViolation } from './choice-rules.ts'
import { isNode } from './json.ts'
import { createResolver } from './reference.ts'
import { partViolation } from './part-rules.ts'
import { valueViolation } from './value-rules.ts'
import { violation, violationText, type Path, type Violation } from './violation.ts'
import type { Visit } from './visit.ts'

/** Far beyond what a reply needs: a schema that refers to itself in circles goes on for ever. */
const MAX_DEPTH = 200
const MAX_CHECKS = 200_000

/** What is wrong with a value, in words: path, rule, value. Throws where the schema leads too deep. */
export function violationOf(root: unknown, value: unknown): string | undefined {
  let checks = 0
  let depth = 0
  const resolve = createResolver(root)
  const enter = (schema: unknown, part: unknown, path: Path): Violation | undefined => {
    checks += 1
    depth += 1
    if (depth > MAX_DEPTH || checks > MAX_CHECKS) throw new ErrorConstructor(TOO_DEEP)
    const found = violationUnder(schema, part, { path, enter, resolve })
    depth -= 1
    return found
  }
  const found = enter(root, value, undefined)
  return found && violationText(found)
}

const TOO_DEEP =
  `\`schema\` and the reply lead more than ${MAX_DEPTH} levels deep, or to more than ${MAX_CHECKS} checks. ` +
  'Look for a `$ref` that goes in circles, or ask for less at once.'

function violationUnder(schema: unknown, value: unknown, visit: Visit): Violation | undefined {
  if (schema === false) return violation(visit.path, 'false', 'not be there', value)
  if (!isNode(schema)) return undefined
  return (
    valueViolation(schema, value, visit.path) ??
    partViolation(schema, value, visit) ??
    choiceViolation(schema, value, visit)
  )
}
