import { expect, it, vi } from 'vitest'
import { childrenOf } from '../sandbox/processes.ts'
import { block, recorder, scriptedRLM } from '../support/script.ts'

/** Ends every sandbox from outside, as a system that is short of memory does. */
async function killSandboxes(): Promise<void> {
  for (const pid of childrenOf()) process.kill(pid, 'SIGKILL')
  await vi.waitFor(() => expect(childrenOf()).toEqual([]))
}

it('goes on in a fresh sandbox where the last one has died between two blocks, and tells the model what is lost', async () => {
  const killThenReply = async (): Promise<string> => {
    await killSandboxes()
    return block('print("never seen")')
  }
  const reports: string[] = []
  const finish = ({ body }: { body: { messages: { content: string }[] } }): string => {
    reports.push(body.messages.at(-1)?.content ?? '')
    return block('FINAL(typeof kept + " " + context)')
  }
  await using script = await scriptedRLM({ root: [block('const kept = 1'), killThenReply, finish] })
  const { onEvent, of } = recorder()
  expect(await script.rlm.completion('the context', 'q', { onEvent })).toBe('undefined the context')
  expect(reports[0]).toContain('These variables are lost: kept.')
  expect(reports[0]).not.toContain('never seen')
  expect(of('sandbox-restart')).toHaveLength(1)
})
