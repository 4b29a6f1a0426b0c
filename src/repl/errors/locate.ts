import type { BlockError } from '../../sandbox/sandbox.ts'
import { positionAt, type Position } from '../syntax/position.ts'
import type { Fault } from '../syntax/typescript.ts'
import { codeFrame } from './frame.ts'
import type { Sources } from './sources.ts'

/** A place in one of the blocks. */
interface Frame extends Position {
  blockId: number
}

/** What the guest says of a thrown value. */
export interface Thrown {
  name: string
  message: string
  /** Frames as the guest writes them, a line each, and causes. */
  stack: string
}

const MAX_MESSAGE = 4000

/** The error of a block that could not be read. */
export function syntaxError(source: string, { message, offset }: Fault): BlockError {
  const position = positionAt(source, Math.min(Math.max(offset, 0), source.length))
  return { name: 'SyntaxError', message, ...position, frame: codeFrame(source, position) }
}

/** An error that V8 finds where the parser has found none, in the script that it compiles. */
export function compileError(thrown: unknown, blockId: number, file: string, sources: Sources): BlockError {
  if (!(thrown instanceof SyntaxError)) return { name: 'Error', message: String(thrown) }
  const [, line = '1', indent = ''] = /^[^\n]*:(\d+)\n[^\n]*\n( *)\^/.exec(thrown.stack ?? '') ?? []
  const column = sources.mapColumn(file, Number(line), indent.length + 1) ?? 1
  return placed({ name: thrown.name, message: thrown.message }, { blockId, line: Number(line), column }, sources)
}

/** The error of a block that has thrown, at the place in this block that it came from or through. */
export function runtimeError({ name, message, stack }: Thrown, blockId: number, sources: Sources): BlockError {
  const frames = framesOf(stack)
  const own = frames.find((frame) => frame.blockId === blockId) ?? frames[0]
  const error: BlockError = { name, message: message.slice(0, MAX_MESSAGE) }
  if (stack !== '') error.stack = stack
  return own ? placed(error, atUnknownName(error, own, sources), sources) : error
}

function placed(error: BlockError, { blockId, line, column }: Frame, sources: Sources): BlockError {
  const source = sources.get(blockId)?.source
  return { ...error, line, column, ...(source !== undefined && { frame: codeFrame(source, { line, column }) }) }
}

function framesOf(stack: string): Frame[] {
  return stack.split('\n').flatMap((text) => {
    const [, blockId, line, column] = /^ {4}at .*\(block (\d+):(\d+):(\d+)\)$/.exec(text) ?? []
    return blockId === undefined ? [] : [{ blockId: Number(blockId), line: Number(line), column: Number(column) }]
  })
}

/** For an unknown name V8 points at the statement, or behind the name; the name itself is near. */
function atUnknownName({ name, message }: BlockError, frame: Frame, sources: Sources): Frame {
  const [, unknown] = (name === 'ReferenceError' && /^(\S+) is not defined/.exec(message)) || []
  const line = sources.get(frame.blockId)?.source.split('\n')[frame.line - 1]
  if (!unknown || line === undefined) return frame
  const columns = [...line.matchAll(/[\p{ID_Continue}$]+/gu)]
    .filter(([word]) => word === unknown)
    .map(({ index }) => index + 1)
  const column = columns.find((column) => column >= frame.column) ?? columns.at(-1) ?? frame.column
  return { ...frame, column }
}
