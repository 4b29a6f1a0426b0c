import { registerHooks } from 'node:module'

/** Preloaded by `--import`: every module that this process loads from then on. */
const loaded: string[] = []
registerHooks({
  load(url, context, nextLoad) {
    loaded.push(url)
    return nextLoad(url, context)
  },
})
process.once('exit', () => process.stdout.write(`\n${JSON.stringify(loaded)}`))
