import type { Engine } from '../../repl/repl.ts'
import { takeTypeStripper, type TypeStripper } from './type-stripper.ts'

/** The operations on the pipe that stay after the scrub. */
export interface PipePowers {
  /** Blocks until there are bytes; returns how many were read, 0 at the end. */
  read(target: Buffer, offset: number, bytes: number): number
  write(source: Buffer, offset: number, bytes: number): number
  allocate: (bytes: number) => Buffer
  /** Ends the process at once, without handlers. */
  exit(code: number): never
}

/** Everything that the child needs from Node, taken before the scrub removes it from the realm. */
export interface Powers {
  pipe: PipePowers
  engine: Engine
  typeStripper: TypeStripper
}

const STDIN = 0
const STDOUT = 1

/** Takes what the child needs later; nothing of it is reachable from a realm's globals afterwards. */
export function takePowers(breakOnSigint: boolean): Powers {
  const { Script, createContext, constants } = process.getBuiltinModule('node:vm')
  const { isProxy } = process.getBuiltinModule('node:util/types')
  return {
    pipe: takePipe(),
    engine: { Script, createContext, constants, isProxy, breakOnSigint },
    typeStripper: takeTypeStripper(),
  }
}

function takePipe(): PipePowers {
  const { readSync, writeSync } = process.getBuiltinModule('node:fs')
  const BufferClass = Buffer
  const exit: unknown = Reflect.get(process, 'reallyExit')
  if (typeof exit !== 'function') throw new Error('This Node has no `process.reallyExit`')
  return {
    read: (target, offset, bytes) => readSync(STDIN, target, offset, bytes, null),
    write: (source, offset, bytes) => writeSync(STDOUT, source, offset, bytes, null),
    allocate: (bytes) => BufferClass.allocUnsafeSlow(bytes),
    exit: exit.bind(process),
  }
}
