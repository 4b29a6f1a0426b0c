import { spawn } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { block } from '../support/script.ts'
import { type ChatHandler, type ChatServer, type Reply, startChatServer } from '../support/chat-server.ts'
import { bundleProgram } from '../support/bundle-program.ts'

/** How the program is started. */
interface Start {
  /** What is piped in; without it, stdin is no pipe. */
  stdin?: string
  /** Over an environment without any of the variables that the program reads. */
  env?: Record<string, string>
  /** Makes stderr pass for a terminal of this size. */
  terminal?: { columns: number; rows: number }
}

/** How the program ended, and what it wrote. */
interface Ended {
  code: number | null
  stdout: string
  stderr: string
}

/** The program, while it runs. */
interface Running {
  ended: Promise<Ended>
  kill(signal: 'SIGINT' | 'SIGTERM'): void
  /** Resolves when stderr holds the text. */
  says(expected: string): Promise<void>
  /** Closes stdout as a reader that has seen enough. */
  leave(): void
}

/** The command line in a directory of its own. */
export interface Program extends AsyncDisposable {
  directory: string
  /** Writes a file into the directory and gives its path. */
  file(name: string, content: string | Uint8Array): Promise<string>
  start(programArguments: readonly string[], start?: Start): Running
  run(programArguments: readonly string[], start?: Start): Promise<Ended>
}

/** What the program reads from its environment. */
const VARIABLES: ReadonlySet<string> = new Set(
  ['OPENAI_API_KEY', 'OPENAI_BASE_URL', 'RLM_MODEL', 'RLM_RECURSIVE_MODEL'].concat('NO_COLOR', 'FORCE_COLOR', 'CI'),
)

/** Bundles the command line once; `run` starts it as a process of its own. */
export async function openProgram(): Promise<Program> {
  const directory = await mkdtemp(join(tmpdir(), 'rlm-cli-'))
  const program = await bundleProgram(new URL('../../src/cli/main.ts', import.meta.url), directory)
  const start: Program['start'] = (programArguments, options = {}) =>
    startProgram([program, ...programArguments], { ...options, cwd: directory })
  return {
    directory,
    async file(name, content) {
      const path = join(directory, name)
      await writeFile(path, content)
      return path
    },
    start,
    run: (programArguments, options) => start(programArguments, options).ended,
    [Symbol.asyncDispose]: () => rm(directory, { recursive: true, force: true }),
  }
}

function startProgram(command: readonly string[], { stdin, env, terminal, cwd }: Start & { cwd: string }): Running {
  const environment = Object.entries(process.env).filter(([name]) => !VARIABLES.has(name))
  const child = spawn(process.execPath, [...preload(terminal), ...command], {
    cwd,
    env: { ...Object.fromEntries(environment), TERM: 'xterm-256color', ...env },
    stdio: [stdin === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
  })
  // The program may end before it has read everything.
  child.stdin?.on('error', () => undefined)
  child.stdin?.end(stdin)
  let said = ''
  const heard = new Set<() => void>()
  child.stderr?.setEncoding('utf8').on('data', (piece: string) => {
    said += piece
    for (const check of heard) check()
  })
  const code = new Promise<number | null>((resolve) => child.once('close', resolve))
  const stdout = child.stdout === null ? Promise.resolve('') : text(child.stdout).catch(() => '')
  return {
    ended: Promise.all([code, stdout]).then(([ended, output]) => ({ code: ended, stdout: output, stderr: said })),
    kill: (signal) => void child.kill(signal),
    leave: () => void child.stdout?.destroy(),
    says: (expected) =>
      new Promise((resolve) => {
        const check = (): void => {
          if (said.includes(expected)) resolve()
        }
        heard.add(check)
        check()
      }),
  }
}

function preload(terminal: Start['terminal']): string[] {
  if (terminal === undefined) return []
  const properties = JSON.stringify({ isTTY: true, ...terminal })
  const source = `import tty from 'node:tty'; Object.assign(process.stderr, ${properties}, { getColorDepth: tty.WriteStream.prototype.getColorDepth })`
  return ['--import', `data:text/javascript,${encodeURIComponent(source)}`]
}

/** An endpoint whose `root-model` gives the replies in turn, the last one again and again; other models say `A(prompt)`. */
export function startModel(root: readonly Reply[], sub?: ChatHandler): Promise<ChatServer> {
  let turn = 0
  return startChatServer((request) => {
    if (request.body.model !== 'root-model') return sub?.(request) ?? `A(${request.body.messages.at(-1)?.content})`
    return root[Math.min(turn++, root.length - 1)] ?? ''
  })
}

/** The flags that point the program at an endpoint. */
export function at(server: ChatServer): string[] {
  return ['--base-url', server.url, '--model', 'root-model', '--recursive-model', 'sub-model']
}

/** A reply that ends the run with the value of an expression. */
export function final(expression: string): string {
  return block(`FINAL(${expression})`)
}
