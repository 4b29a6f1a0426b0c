import { onTestFinished } from 'vitest'
import { type ChildSandboxOptions, openChildSandbox } from '../../src/sandbox/host.ts'
import type { Sandbox, SubCallHandler } from '../../src/sandbox/sandbox.ts'

/** Answers with the prompt's beginning. */
export const echo: SubCallHandler = async ({ prompt }) => ({ text: `echo:${prompt.slice(0, 20)}` })

/** A sandbox that is closed when the test ends. */
export async function openSandbox(options: ChildSandboxOptions = {}, answer: SubCallHandler = echo): Promise<Sandbox> {
  const sandbox = await openChildSandbox(options, answer)
  onTestFinished(() => sandbox.close())
  return sandbox
}
