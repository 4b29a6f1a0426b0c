import { writeFile } from 'node:fs/promises'
import {
  loadTrajectory,
  toFineTuningMessages,
  toPromptCompletions,
  toRlmsLog,
  type Trajectory,
} from '../trajectory/index.ts'
import { reasonOf } from '../reason.ts'
import { EXIT, type ExitCode } from './exit-code.ts'
import type { ExportFlags, ExportFormat } from './recorded-commands.ts'
import { writeNote, writeOutput } from './output.ts'
import { UsageError } from './usage-error.ts'

const EXPORTS: Readonly<Record<ExportFormat, (trajectory: Trajectory) => readonly object[]>> = {
  openai: ({ events }) => toFineTuningMessages(events),
  trl: ({ events }) => toPromptCompletions(events),
  rlms: toRlmsLog,
}

/** `rlm export`: a recorded run as samples to train on, or as a log for other tools, one JSON object a line. */
export async function exportRun(path: string, { format, output }: ExportFlags): Promise<ExitCode> {
  const lines = EXPORTS[format](await loadTrajectory(path)).map((line) => JSON.stringify(line))
  if (lines.length === 0)
    writeNote('There is nothing to export: samples come from runs with an answer after two turns or more.')
  if (output !== undefined) await save(output, lines)
  else if (lines.length > 0) writeOutput(lines.join('\n'))
  return EXIT.ok
}

async function save(path: string, lines: readonly string[]): Promise<void> {
  try {
    await writeFile(path, lines.map((line) => `${line}\n`).join(''))
  } catch (error) {
    const reason = reasonOf(error)
    throw new UsageError(
      `--output must be a file that can be written; received ${JSON.stringify(path)}: ${reason}. Give another path.`,
    )
  }
}
