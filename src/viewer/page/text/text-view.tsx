import type { VNode } from 'preact'
import { exactCount } from '../format.ts'
import { CopyButton } from './copy-button.tsx'
import { LongText } from './long-text.tsx'

interface TextProps {
  text: string
  /** What the text is, such as `Prompt`. */
  name: string
  /** How it is drawn. Default: as prose. */
  as?: 'prose' | 'code' | 'output' | undefined
  /** What stands where the text is empty. */
  empty?: string | undefined
  /** Line of a code that is marked as wrong, from 1. */
  wrongLine?: number | undefined
}

const SHORT_CHARS = 200

/** A text with its name and a button that copies it. */
export function TextView({ text, name, as = 'prose', empty = 'It is empty.', wrongLine }: TextProps): VNode {
  return (
    <section class="text" aria-label={name} data-as={as}>
      <header class="text-head">
        <h4>{name}</h4>
        {text.length > SHORT_CHARS ? <span class="quiet">{exactCount(text.length)} characters</span> : null}
        {text === '' ? null : <CopyButton text={text} of={name.toLowerCase()} />}
      </header>
      {text === '' ? (
        <p class="quiet empty-text">{empty}</p>
      ) : (
        <LongText text={text} isCode={as === 'code'} wrongLine={wrongLine} />
      )}
    </section>
  )
}
