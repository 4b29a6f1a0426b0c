import { describe, expect, it } from 'vitest'
import { SUPPORTED_NODES } from './nodes.ts'
import { openSandbox } from './sandboxes.ts'

describe.each(SUPPORTED_NODES)('a sandbox without compilers, on Node %i', (_, nodePath) => {
  it('runs blocks, and calls models', async () => {
    const sandbox = await openSandbox({ nodePath, jitless: true })
    const source = 'const sizes = [1, 2].map((x) => x * 2);\n/l+/.exec(llm_query("hello"))[0] + sizes'
    expect((await sandbox.runBlock(source)).result).toContain('ll2,4')
  })

  it('says that types must go, and where they are', async () => {
    const sandbox = await openSandbox({ nodePath, jitless: true })
    const { error } = await sandbox.runBlock('let plain = 1\nconst sizes: number[] = [4]')
    expect(error).toMatchObject({ name: 'SyntaxError', line: 2, message: expect.stringContaining('jitless') })
  })

  it('reports other syntax errors as they are', async () => {
    const sandbox = await openSandbox({ nodePath, jitless: true })
    const { error } = await sandbox.runBlock('const a = (1')
    expect(error?.name).toBe('SyntaxError')
    expect(error?.message).not.toContain('jitless')
  })
})
