import type { ColumnMap } from '../transform/columns.ts'

/** A block that has run, for the errors that point into it. */
export interface BlockSource {
  source: string
  mapBody: ColumnMap
  /** Characters that lead the body and are not of the source. */
  opening: number
  mapFunctions: ColumnMap
}

/** The two scripts of a block. */
export type BlockLayer = 'body' | 'functions'

/** The blocks of a REPL by their ids. */
export class Sources {
  readonly #blocks = new Map<number, BlockSource>()

  add(id: number, block: BlockSource): void {
    this.#blocks.set(id, block)
  }

  get(id: number): BlockSource | undefined {
    return this.#blocks.get(id)
  }

  /** The column in the source of a block; `undefined` for places outside of it. */
  mapColumn(file: string, line: number, column: number): number | undefined {
    const [, id, layer] = /^<block (\d+)( functions)?>$/.exec(file) ?? []
    const block = this.#blocks.get(Number(id))
    if (!block || line > lineCount(block.source)) return undefined
    if (layer) return block.mapFunctions(line, column)
    return line === 1 && column <= block.opening ? undefined : block.mapBody(line, column)
  }
}

/** The file name that V8 sees. */
export function fileName(id: number, layer: BlockLayer): string {
  return layer === 'body' ? `<block ${id}>` : `<block ${id} functions>`
}

function lineCount(source: string): number {
  return source.split('\n').length
}
