import { abortedError, throwIfAborted } from '../errors.ts'

/** What becomes of the request at the head of the line. */
export type Verdict<Grant> = { grant: Grant } | { refusal: Error } | 'wait'

interface Waiter<Request, Grant> {
  request: Request
  resolve: (grant: Grant) => void
  reject: (error: Error) => void
}

/** Requests that are decided one after the other: none overtakes the one at the head, so that none starves. */
export class WaitingLine<Request, Grant> {
  readonly #decide: (request: Request) => Verdict<Grant>
  #waiters: Waiter<Request, Grant>[] = []

  constructor(decide: (request: Request) => Verdict<Grant>) {
    this.#decide = decide
  }

  /** Resolves or rejects as decided; rejects with `abortedError` as soon as `signal` aborts while it waits. */
  async join(request: Request, { isFirst, signal }: { isFirst: boolean; signal?: AbortSignal | undefined }) {
    throwIfAborted(signal)
    const { promise, resolve, reject } = Promise.withResolvers<Grant>()
    const waiter = { request, resolve, reject }
    const leave = (): void => this.#remove(waiter, signal)
    if (isFirst) this.#waiters.unshift(waiter)
    else this.#waiters.push(waiter)
    signal?.addEventListener('abort', leave, { once: true })
    this.advance()
    try {
      return await promise
    } finally {
      signal?.removeEventListener('abort', leave)
    }
  }

  /** Decides in order, up to the first that has to wait. */
  advance(): void {
    for (let head = this.#waiters.shift(); head !== undefined; head = this.#waiters.shift()) {
      const verdict = this.#decide(head.request)
      if (verdict === 'wait') return void this.#waiters.unshift(head)
      if ('grant' in verdict) head.resolve(verdict.grant)
      else head.reject(verdict.refusal)
    }
  }

  /** Refuses those that wait and match. */
  refuse(matches: (request: Request) => boolean, refusal: Error): void {
    const refused = this.#waiters.filter(({ request }) => matches(request))
    this.#waiters = this.#waiters.filter(({ request }) => !matches(request))
    for (const { reject } of refused) reject(refusal)
  }

  #remove(waiter: Waiter<Request, Grant>, signal: AbortSignal | undefined): void {
    this.#waiters = this.#waiters.filter((other) => other !== waiter)
    if (signal !== undefined) waiter.reject(abortedError(signal))
    this.advance()
  }
}
