import type { VNode } from 'preact'
import type { BlockError } from '../../../sandbox/sandbox.ts'
import type { BlockNode } from '../../model/nodes.ts'
import { TextView } from '../text/text-view.tsx'
import { TextList } from './text-list.tsx'

/** A block's code, and beside or below it what came of it. */
export function BlockTexts({ block }: { block: BlockNode }): VNode {
  return (
    <div class="columns">
      <BlockSource block={block} />
      <BlockOutcome block={block} />
    </div>
  )
}

/** A block's code. */
export function BlockSource({ block }: { block: BlockNode }): VNode {
  const { source, result, index } = block
  return <TextView text={source} name={`Block ${index + 1}`} as="code" wrongLine={result?.error?.line} />
}

/** What a block printed, gave and changed, or how it failed. */
export function BlockOutcome({ block: { result } }: { block: BlockNode }): VNode {
  if (result === undefined) return <p class="quiet">No result yet, or the run ended meanwhile.</p>
  const { stdout, error, final, candidate, notes, variables, lost } = result
  const isQuiet = stdout === '' && result.result === undefined && error === undefined && final === undefined
  return (
    <div class="outcome">
      {final === undefined ? null : (
        <div class="final">
          <TextView text={final} name="FINAL" />
        </div>
      )}
      {stdout === '' ? null : <TextView text={stdout} name="Output" as="output" />}
      {result.result === undefined ? null : <TextView text={result.result} name="Result" as="output" />}
      {error === undefined ? null : <ErrorTexts error={error} />}
      {lost === undefined || lost.variables.length === 0 ? null : (
        <TextList name="Lost variables" texts={lost.variables} />
      )}
      {isQuiet ? <p class="quiet empty-text">It printed nothing.</p> : null}
      {candidate === undefined ? null : <TextView text={candidate} name="Candidate answer" />}
      <TextList name="Notes" texts={notes} />
      <TextList name="Variables" texts={variables} isCode />
    </div>
  )
}

function ErrorTexts({ error: { name, message, line, column, frame, hint, stack } }: { error: BlockError }): VNode {
  const place = line === undefined ? '' : ` (line ${line}${column === undefined ? '' : `, column ${column}`})`
  return (
    <div class="error-texts">
      <TextView text={`${name}: ${message}`} name={`✕ Error${place}`} as="output" />
      {frame === undefined ? null : <TextView text={frame} name="Where" as="output" />}
      {hint === undefined ? null : <TextView text={hint} name="Hint" />}
      {frame === undefined && stack !== undefined ? <TextView text={stack} name="Stack" as="output" /> : null}
    </div>
  )
}
