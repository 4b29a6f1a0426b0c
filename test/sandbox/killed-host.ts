import { openChildSandbox } from '../../src/sandbox/host.ts'

/** A host program: runs the block in its last argument, says so as soon as the block calls a model, and stays. */
const sandbox = await openChildSandbox({}, async () => {
  process.stdout.write('running\n')
  return { text: '' }
})
void sandbox.runBlock(process.argv.at(-1) ?? '')
setInterval(() => {}, 1000)
