import type { ModelCall, TreeNode } from './nodes.ts'

/** What a text of a node is. */
export type Field =
  | 'query'
  | 'context'
  | 'answer'
  | 'prompt'
  | 'message'
  | 'reply'
  | 'source'
  | 'output'
  | 'result'
  | 'error'
  | 'note'
  | 'tool'
  | 'argument'
  | 'notice'

/** A text of a node, and what it is. */
export interface FieldText {
  field: Field
  text: string
}

/**
 * What is to be read in a node, each text once: of a call's messages those that are new in it, and never the system
 * prompt.
 */
export function textsOf(node: TreeNode): FieldText[] {
  const texts = [...ownTexts(node), ...failureOf(node)]
  return texts.filter(({ text }) => text !== '')
}

function ownTexts(node: TreeNode): FieldText[] {
  switch (node.kind) {
    case 'run':
      return [as('query', node.query), as('context', node.context), as('answer', node.answer)]
    case 'reply':
      return [...messageTexts(node.call), as('reply', node.call.reply), ...retryTexts(node.call)]
    case 'block':
      return [as('source', node.source), ...resultTexts(node)]
    case 'sub-call':
      return subCallTexts(node)
    case 'tool-call':
      return [as('tool', node.name), as('argument', node.argument), as('result', node.result)]
    case 'notice':
      return [as('notice', node.text)]
    default:
      return []
  }
}

/** A message that has the prompt within it says it already. */
function subCallTexts({ prompt, answer, call }: TreeNode & { kind: 'sub-call' }): FieldText[] {
  if (call === undefined) return [as('prompt', prompt), as('answer', answer)]
  const messages = messageTexts(call).filter(({ text }) => text !== prompt)
  const reply = call.reply === answer ? [] : [as('reply', call.reply)]
  return [as('prompt', prompt), ...messages, as('answer', answer), ...reply, ...retryTexts(call)]
}

/** Those after what the model said last: all before was sent with an earlier call. */
function messageTexts({ messages }: ModelCall): FieldText[] {
  const before = messages.findLastIndex(({ role }) => role === 'assistant')
  return messages
    .slice(before + 1)
    .filter(({ role }) => role === 'user')
    .map(({ content }) => as('message', content))
}

function retryTexts({ retries }: ModelCall): FieldText[] {
  return retries.map(({ message }) => as('error', message))
}

function resultTexts({ result }: TreeNode & { kind: 'block' }): FieldText[] {
  if (result === undefined) return []
  const { stdout, error, final, notes, lost } = result
  return [
    as('output', stdout),
    as('result', result.result),
    as('answer', final),
    as('error', error && `${error.name}: ${error.message}`),
    as('error', error?.hint),
    as('error', lost?.message),
    ...notes.map((note) => as('note', note)),
  ]
}

function failureOf({ outcome }: TreeNode): FieldText[] {
  return outcome === undefined || outcome.ok ? [] : [as('error', outcome.message)]
}

function as(field: Field, text = ''): FieldText {
  return { field, text }
}
