import { registerHooks } from 'node:module'

// What importing the package loads, its dependencies included.
const loaded = []
registerHooks({
  load(url, context, nextLoad) {
    loaded.push(url)
    return nextLoad(url, context)
  },
})
await import('recursive-language-model')
process.stdout.write(JSON.stringify(loaded))
