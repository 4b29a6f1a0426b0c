import { describe, expect, it } from 'vitest'
import { SUPPORTED_NODES } from '../nodes.ts'
import { openSandbox } from '../sandboxes.ts'
import interrupted from './interrupted-stripper.ts?bundle'
import { runProgram } from './run-program.ts'
import starved from './starved-stripper.ts?bundle'

const TYPED = 'const sizes: number[] = [4]; sizes[0]'

describe.each(SUPPORTED_NODES)('the type stripper, on Node %i', (_, nodePath) => {
  it('is compiled at its first use, after blocks have run and one was interrupted', async () => {
    const sandbox = await openSandbox({ nodePath, blockTimeoutMs: 2000 })
    await sandbox.runBlock('let kept = 5')
    expect((await sandbox.runBlock('for (;;);')).error?.name).toBe('TimeoutError')
    expect(await sandbox.runBlock(TYPED)).toMatchObject({ result: '4' })
    expect(await sandbox.runBlock('const again: number = kept; again')).toMatchObject({ result: '5' })
  })

  it('is compiled in a small sandbox too', async () => {
    const sandbox = await openSandbox({ nodePath, memoryMb: 32 })
    expect(await sandbox.runBlock(TYPED)).toMatchObject({ result: '4' })
  })

  it('leaves WebAssembly shut after an interrupt of its first use, and says that types must go', () => {
    expect(runProgram(interrupted, nodePath)).toEqual({
      whileCut: 'object',
      afterwards: 'undefined',
      error: expect.stringMatching(/^SyntaxError: types cannot be removed any more.*Write plain JavaScript/),
    })
  })

  it('says that types must go where there is no memory for it, and leaves other errors as they are', () => {
    expect(runProgram(starved, nodePath)).toEqual({
      errors: [expect.stringMatching(/types cannot be removed any more/), 'SyntaxError: not JavaScript'],
      afterwards: 'undefined',
    })
  })
})
