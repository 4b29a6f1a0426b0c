import { Command, InvalidArgumentError, Option } from 'commander'
import { textBelow } from './help.ts'

/** The flags of `rlm ask`, as commander reads them. */
export interface AskFlags {
  context?: string[]
  model?: string
  recursiveModel?: string
  baseUrl?: string
  maxDepth?: number
  maxCost?: number
  maxIterations?: number
  prompt?: string
  schema?: string
  json?: true
  streamJson?: true
  log?: string
  journal?: string
  resume?: string
  quiet?: true
}

const EXAMPLES = `Examples:
  $ rlm ask "Which service failed first?" -c api.log db.log
  $ journalctl | rlm ask "What went wrong last night?"
  $ rlm ask "Who signed?" -c contract.txt --max-cost 0.50 --json
  $ rlm ask "Names and ages" -c people.txt --schema people.schema.json
  $ rlm ask "A long question" -c big.jsonl --journal run.journal
  $ rlm ask --resume run.journal -c big.jsonl

A .json file is read as the value in it, .jsonl and .ndjson as an array of values; any other file is text. Several files become an array of { path, text } (or { path, value }). Without -c, what is piped in is the context; without that, the question itself.

Exit codes: 0 an answer, 1 a failed run, 2 a wrong command line, 3 a limit was reached, 130 interrupted, 143 terminated.`

/** The command `rlm ask`, without what it does. */
export function askCommand(): Command {
  return new Command('ask')
    .description('Answers a question over files or stdin. The answer goes to stdout, everything else to stderr.')
    .argument('[question]', 'what to find out; without it, the context itself asks')
    .argument('[-]', 'reads the context from stdin')
    .option('-c, --context <file...>', 'files that the question is about; - is stdin')
    .option('--model <name>', 'root LM (default: RLM_MODEL, else gpt-5.4)')
    .option(
      '--recursive-model <name>',
      'LM of sub-calls (default: RLM_RECURSIVE_MODEL, else --model, else gpt-5.4-mini)',
    )
    .option('--base-url <url>', 'any OpenAI-compatible endpoint (default: OPENAI_BASE_URL)', webAddress)
    .option('--max-depth <number>', '0: no sub-calls, 1: plain ones, 2: RLMs in the RLM (default: 1)', wholeFrom(0))
    .option('--max-cost <usd>', 'dollars that the run may cost', positive)
    .option('--max-iterations <number>', 'turns of the root LM (default: 20)', wholeFrom(1))
    .option('--prompt <file>', "replaces the root's system prompt; the REPL's contract is appended")
    .option('--schema <file>', 'JSON Schema that the answer must fit; it is printed as JSON')
    .option('--json', 'print one JSON object: answer, value, stopReason, iterations, usage')
    .addOption(
      new Option('--stream-json', 'print every event as a line of JSON; the last is the result').conflicts('json'),
    )
    .option('--log <directory>', 'record the run in a file there, for rlm view, cost and export')
    .option('--journal <file>', 'write what is paid for to a new file, so that the run can be resumed')
    .addOption(
      new Option('--resume <journal>', 'go on with a run that ended early, over the same context').conflicts('journal'),
    )
    .option('-q, --quiet', 'nothing on stderr but errors')
    .allowExcessArguments()
    .addHelpText('after', textBelow(EXAMPLES))
}

function wholeFrom(minimum: number): (text: string) => number {
  return (text) => {
    const number = Number(text)
    if (text.trim() !== '' && Number.isSafeInteger(number) && number >= minimum) return number
    throw new InvalidArgumentError(`It must be an integer of at least ${minimum}. Leave it out for the default.`)
  }
}

function webAddress(text: string): string {
  if (URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)) return text
  throw new InvalidArgumentError('It must be an http or https URL. Leave it out for OpenAI.')
}

function positive(text: string): number {
  const number = Number(text)
  if (text.trim() !== '' && Number.isFinite(number) && number > 0) return number
  throw new InvalidArgumentError('It must be a number above 0, in US dollars. Leave it out for no limit.')
}
