import type { Script } from '../../support/script.ts'
import { block } from '../../support/script.ts'
import { loadTrajectory } from '../../../src/trajectory/reader.ts'
import type { Trajectory } from '../../../src/trajectory/parser.ts'
import type { RLMOptions } from '../../../src/options.ts'
import { record } from '../recordings.ts'

/** Two nested runs of one turn and one of two, under a run of three turns. */
export const TREE: Script = {
  root: [
    `Let me look.\n${block('print(context.length)\nconst size = context.length')}`,
    block('const said = ["once", "once", "twice"].map((query) => rlm_query(query, "data"))\nprint(said)\nnull.x'),
    block('FINAL(said.join())'),
  ],
  sub: (prompt, { body }) => {
    const turns = body.messages.filter(({ role }) => role === 'assistant').length
    const isTwice = body.messages.some(({ role, content }) => role === 'user' && content.includes('twice'))
    return isTwice && turns === 0 ? block('print(context)') : block(`FINAL("answer")`)
  },
}

/** The trajectory of a run. */
export async function trajectoryOf(script: Script, options: RLMOptions = {}, context?: unknown): Promise<Trajectory> {
  const { path } = await record(script, options, context === undefined ? {} : { context })
  return loadTrajectory(path)
}
