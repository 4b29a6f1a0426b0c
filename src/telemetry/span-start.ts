import type { Attributes } from '@opentelemetry/api'
import type { ModelOptions } from '../model/client.ts'
import type { RunEvent } from '../run/events.ts'
import { known } from './attributes.ts'
import type { Content } from './content.ts'
import { CONVENTION, OPERATION, OTHER, OWN } from './conventions.ts'

/** What an instance says of all its spans. */
export interface SpanFacts {
  /** Provider and server. */
  endpoint: Attributes
  /** Whether replies are known to be streamed. */
  isStreamed: boolean
  rootOptions: ModelOptions | undefined
  subCallOptions: ModelOptions | undefined
  /** Names of models and tools that the options hold. Others come from blocks: they are content. */
  names: ReadonlySet<string>
  /** Absent where no content is recorded. */
  content: Content | undefined
}

/** The beginning of a span. */
export interface SpanStart {
  name: string
  /** Whether it is a call of another service. */
  isCall: boolean
  attributes: Attributes
}

type EventOf<Type extends RunEvent['type']> = Extract<RunEvent, { type: Type }>

/** Events that begin a span; the others that begin something have none of their own. */
export type SpanStartEvent = EventOf<'run-start' | 'model-call-start' | 'block-start' | 'tool-call-start'>

const AGENT_NAME = 'rlm'
const REPL_NAME = 'repl'

/** Describes the span that an event begins. Everything that is known at its start is there for samplers to see. */
export function startOf(event: SpanStartEvent, facts: SpanFacts): SpanStart {
  switch (event.type) {
    case 'run-start':
      return runStart(event, facts)
    case 'model-call-start':
      return callStart(event, facts)
    case 'block-start':
      return blockStart(event)
    default:
      return toolStart(event, facts)
  }
}

function runStart({ runId, depth, model, contextChars }: EventOf<'run-start'>, facts: SpanFacts): SpanStart {
  return {
    name: `${OPERATION.agent} ${AGENT_NAME}`,
    isCall: false,
    attributes: known({
      [CONVENTION.operation]: OPERATION.agent,
      ...facts.endpoint,
      [CONVENTION.agentName]: AGENT_NAME,
      [CONVENTION.model]: nameIn(facts, model),
      [OWN.runId]: runId,
      [OWN.depth]: depth,
      [OWN.contextChars]: contextChars,
    }),
  }
}

function callStart(event: EventOf<'model-call-start'>, facts: SpanFacts): SpanStart {
  const model = nameIn(facts, event.model)
  const isRoots = event.depth === 0 && event.role !== 'sub-call'
  return {
    name: `${OPERATION.chat} ${model}`,
    isCall: true,
    attributes: known({
      [CONVENTION.operation]: OPERATION.chat,
      ...facts.endpoint,
      [CONVENTION.model]: model,
      [CONVENTION.stream]: facts.isStreamed ? true : undefined,
      ...requestAttributes(isRoots ? facts.rootOptions : facts.subCallOptions),
      [OWN.callRole]: event.role,
      [OWN.depth]: event.depth,
    }),
  }
}

function requestAttributes(options: ModelOptions = {}) {
  return {
    [CONVENTION.temperature]: options.temperature,
    [CONVENTION.topP]: options.topP,
    [CONVENTION.maxTokens]: options.maxOutputTokens,
    [CONVENTION.seed]: options.seed,
    [CONVENTION.reasoningLevel]: options.reasoningEffort,
  }
}

function blockStart({ id, index, depth }: EventOf<'block-start'>): SpanStart {
  return {
    name: `${OPERATION.tool} ${REPL_NAME}`,
    isCall: false,
    attributes: known({
      [CONVENTION.operation]: OPERATION.tool,
      [CONVENTION.toolName]: REPL_NAME,
      [CONVENTION.toolType]: 'extension',
      [CONVENTION.toolCallId]: id,
      [OWN.blockIndex]: index,
      [OWN.depth]: depth,
    }),
  }
}

function toolStart({ id, name, depth }: EventOf<'tool-call-start'>, facts: SpanFacts): SpanStart {
  const toolName = nameIn(facts, name)
  return {
    name: `${OPERATION.tool} ${toolName}`,
    isCall: false,
    attributes: known({
      [CONVENTION.operation]: OPERATION.tool,
      [CONVENTION.toolName]: toolName,
      [CONVENTION.toolType]: 'function',
      [CONVENTION.toolCallId]: id,
      [OWN.depth]: depth,
    }),
  }
}

/** A block may name any model, and put anything into that name. */
function nameIn({ names, content }: SpanFacts, name: string): string {
  return content?.text(name) ?? (names.has(name) ? name : OTHER)
}
