import { appendFileSync } from 'node:fs'
import { join } from 'node:path'
import { block } from '../support/script.ts'
import { temporaryDirectory } from '../storage/temporary-directory.ts'
import { record } from '../trajectory/recordings.ts'

let recorded: Promise<readonly string[]> | undefined

/** The lines of a recorded run, made in the first test that asks for it. */
export function recordedLines(): Promise<readonly string[]> {
  return (recorded ??= recordLines())
}

async function recordLines(): Promise<readonly string[]> {
  const script = { root: [block('print("y".repeat(500))\nllm_query("leaf")'), block('FINAL("z</script>".repeat(90))')] }
  const { text } = await record(script)
  return text.trimEnd().split('\n')
}

/** A file that a run is being recorded in. */
export class GrowingFile {
  readonly path = join(temporaryDirectory(), 'run.jsonl')

  /** Writes lines, each to its end. */
  write(...lines: readonly string[]): void {
    for (const line of lines) this.writePart(`${line}\n`)
  }

  /** Writes some of a line. */
  writePart(text: string): void {
    appendFileSync(this.path, text)
  }
}
