import type { Attributes } from '@opentelemetry/api'
import { known } from './attributes.ts'
import type { Content } from './content.ts'
import { CONVENTION } from './conventions.ts'
import type { SpanEndEvent } from './span-end.ts'
import type { SpanStartEvent } from './span-start.ts'

/** Texts that a span begins with. */
export function contentAtStart(event: SpanStartEvent, content: Content): Attributes {
  switch (event.type) {
    case 'run-start':
      return { [CONVENTION.inputMessages]: content.input([{ role: 'user', content: event.query }]) }
    case 'model-call-start':
      return { [CONVENTION.inputMessages]: content.input(event.messages) }
    case 'block-start':
      return { [CONVENTION.toolArguments]: content.code(event.source) }
    default:
      return known({ [CONVENTION.toolArguments]: unlessEmpty(event.argument, content.text) })
  }
}

/** Texts that a span comes to. */
export function contentAtEnd(event: SpanEndEvent, content: Content): Attributes {
  switch (event.type) {
    case 'run-end':
      return known({ [CONVENTION.outputMessages]: unlessEmpty(event.answer, (text) => content.output(text, true)) })
    case 'model-call-end':
      return known({
        [CONVENTION.outputMessages]: unlessEmpty(event.text, (text) => content.output(text, event.outcome.ok)),
      })
    case 'block-end':
      return known({ [CONVENTION.toolResult]: event.result && content.result(event.result) })
    default:
      return known({ [CONVENTION.toolResult]: unlessEmpty(event.text, content.text) })
  }
}

function unlessEmpty(text: string | undefined, written: (text: string) => string): string | undefined {
  return text === undefined || text === '' ? undefined : written(text)
}
