import { spawn } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { block } from '../support/script.ts'
import { type ChatHandler, type ChatServer, type Reply, startChatServer } from '../support/chat-server.ts'
import { bundleProgram } from '../support/bundle-program.ts'
import { openPseudoTerminal, type PseudoTerminal, type TerminalSize } from '../support/pseudo-terminal.ts'

/** How the program is started. */
interface Start {
  /** What is piped in; without it, stdin is no pipe. */
  stdin?: string
  /** Over an environment without any of the variables that the program reads. */
  env?: Record<string, string>
}

/** How the program is started in a terminal. */
interface StartInTerminal extends Pick<Start, 'env'> {
  /** A file of the program's directory that stdout goes to instead, as the shell does it. */
  stdoutTo?: string
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
  /** Resolves to what stdout holds, once it holds the text. */
  prints(expected: string): Promise<string>
  /** Closes stdout as a reader that has seen enough. */
  leave(): void
}

/** The command line in a directory of its own. */
export interface Program extends AsyncDisposable {
  directory: string
  /** The file that Node runs. */
  path: string
  /** Writes a file into the directory and gives its path. */
  file(name: string, content: string | Uint8Array): Promise<string>
  start(programArguments: readonly string[], start?: Start): Running
  run(programArguments: readonly string[], start?: Start): Promise<Ended>
  /** Starts it in a terminal of its own, which is stdin, stdout and stderr. */
  inTerminal(programArguments: readonly string[], size: TerminalSize, start?: StartInTerminal): PseudoTerminal
}

/** What the program reads from its environment. */
const VARIABLES: ReadonlySet<string> = new Set(
  ['OPENAI_API_KEY', 'OPENAI_BASE_URL', 'RLM_MODEL', 'RLM_RECURSIVE_MODEL'].concat('NO_COLOR', 'FORCE_COLOR', 'CI'),
)

/** Bundles the command line once; `run` starts it as a process of its own. */
export async function openProgram(): Promise<Program> {
  const directory = await mkdtemp(join(tmpdir(), 'rlm-cli-'))
  const path = await bundleProgram(new URL('../../src/cli/main.ts', import.meta.url), directory)
  const start: Program['start'] = (programArguments, options = {}) =>
    startProgram([path, ...programArguments], { ...options, cwd: directory })
  return {
    directory,
    path,
    async file(name, content) {
      const file = join(directory, name)
      await writeFile(file, content)
      return file
    },
    start,
    run: (programArguments, options) => start(programArguments, options).ended,
    inTerminal: (programArguments, size, { env, stdoutTo } = {}) => {
      const command = [process.execPath, path, ...programArguments]
      const redirected = stdoutTo === undefined ? command : ['sh', '-c', `exec "$@" >${stdoutTo}`, 'sh', ...command]
      return openPseudoTerminal(redirected, { ...size, cwd: directory, env: { ...environment(), ...env } })
    },
    [Symbol.asyncDispose]: () => rm(directory, { recursive: true, force: true }),
  }
}

/** That of the tests, without what the program reads. */
function environment(): Record<string, string | undefined> {
  const others = Object.entries(process.env).filter(([name]) => !VARIABLES.has(name))
  return { ...Object.fromEntries(others), TERM: 'xterm-256color' }
}

function startProgram(command: readonly string[], { stdin, env, cwd }: Start & { cwd: string }): Running {
  const child = spawn(process.execPath, command, {
    cwd,
    env: { ...environment(), ...env },
    stdio: [stdin === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
  })
  // The program may end before it has read everything.
  child.stdin?.on('error', () => undefined)
  child.stdin?.end(stdin)
  const said = heard(child.stderr)
  const printed = heard(child.stdout)
  const code = new Promise<number | null>((resolve) => child.once('close', resolve))
  return {
    ended: code.then((ended) => ({ code: ended, stdout: printed.text(), stderr: said.text() })),
    kill: (signal) => void child.kill(signal),
    leave: () => void child.stdout?.destroy(),
    prints: (expected) => printed.until(expected),
    says: async (expected) => void (await said.until(expected)),
  }
}

/** What a stream has brought so far, and brings. */
function heard(stream: Readable | null) {
  let text = ''
  const checks = new Set<() => void>()
  stream?.setEncoding('utf8').on('data', (piece: string) => {
    text += piece
    for (const check of checks) check()
  })
  return {
    text: () => text,
    until: (expected: string): Promise<string> =>
      new Promise((resolve) => {
        const check = (): void => {
          if (text.includes(expected)) resolve(text)
        }
        checks.add(check)
        check()
      }),
  }
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
