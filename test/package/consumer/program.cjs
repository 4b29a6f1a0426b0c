const { RLM } = require('recursive-language-model')
const { scriptedModel } = require('recursive-language-model/testing')

async function main() {
  const rlm = new RLM({ model: 'root-model', recursiveModel: 'sub-model' })
  const { answer, stopReason } = await rlm.run('one\ntwo\nthree', 'How many lines are there?')
  const scripted = new RLM({ client: scriptedModel(['```repl\nFINAL(context.length)\n```']), model: 'scripted' })
  const length = await scripted.completion('four', 'How long is it?')
  process.stdout.write(JSON.stringify({ answer, stopReason, calls: rlm.costSummary().totalCalls, length }))
}

void main()
