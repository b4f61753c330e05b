// Submissions on their way: kept in this browser before they are sent, until the platform has confirmed or refused them. They outlast a lost
// network, a closed tab and a restarted platform. No drawing, and no browser: what it needs of one is given to it.
import { signal } from '@preact/signals'
import type { ApiError } from '../api/client.ts'
import type { NewSubmission, Submission } from '../generated/api.ts'
import type { Letter, Storage } from './outboxStorage.ts'

/** A tab that is gone keeps others from sending so long, in ms; one that is there renews its right in time. */
const LEASE_MS = 10_000
const RENEW_MS = 3000
const AGAIN_MS = 1000
const AGAIN_MOST_MS = 15_000
/** Refusals that pass. Every other one of a 4xx is final. */
const PASSING = new Set([0, 401, 408, 425, 429])

export interface Posted {
  contest: string | null
  title: string
  body: NewSubmission
}

/** What is asked of an error. */
export type Failure = Pick<ApiError, 'code' | 'message' | 'status' | 'retryAfter'>

interface Surroundings {
  storage: Promise<Storage>
  /** Raises `ApiError`. */
  send: (letter: Letter) => Promise<Submission>
  /** Id of who is signed in. */
  user: () => string | null
  newKey: () => string
  /** Tells other tabs that something has changed. */
  tell?: () => void
  now?: () => number
}

export class Outbox {
  /** Of who is signed in, the oldest first. */
  readonly letters = signal<readonly Letter[]>([])
  /** Key of the one that is being sent by this tab. */
  readonly sending = signal<string | null>(null)
  /** Why the last try failed; it is tried again. */
  readonly obstacle = signal<Failure | null>(null)

  private readonly listeners = new Set<(submission: Submission, letter: Letter) => void>()
  private readonly tab: string
  private readonly now: () => number
  private timer: ReturnType<typeof setTimeout> | undefined
  private running: Promise<void> | null = null
  private again = false
  private failures = 0
  private closed = false

  private readonly around: Surroundings

  constructor(around: Surroundings) {
    this.around = around
    this.tab = around.newKey()
    this.now = around.now ?? Date.now
  }

  /** Resolves once it is kept; it is sent then. False: the same is waiting already. */
  async post(posted: Posted): Promise<boolean> {
    const user = this.around.user()
    if (!user) throw new Error('nobody is signed in')
    const same = JSON.stringify([posted.contest, posted.body])
    if (this.letters.value.some((each) => !each.refused && JSON.stringify([each.contest, each.body]) === same)) return false
    const storage = await this.around.storage
    await storage.put({ ...posted, key: this.around.newKey(), user, at: this.now(), refused: null })
    await this.load()
    this.around.tell?.()
    void this.flush()
    return true
  }

  /** Is told of each submission that this tab has sent. Returns how to stop that. */
  onSent(listener: (submission: Submission, letter: Letter) => void): () => void {
    this.listeners.add(listener)
    return () => void this.listeners.delete(listener)
  }

  /** Takes back what waits, or what was refused and is read. */
  async discard(key: string): Promise<void> {
    await (await this.around.storage).remove(key)
    await this.load()
    this.around.tell?.()
  }

  /** Sends one again that was refused: what was in the way may be gone. */
  async retry(key: string): Promise<void> {
    const letter = this.letters.value.find((each) => each.key === key)
    if (!letter) return
    await (await this.around.storage).put({ ...letter, refused: null })
    await this.load()
    await this.flush()
  }

  /** Reads what is kept: at the beginning, and when another tab or another user has changed it. */
  async load(): Promise<void> {
    const user = this.around.user()
    const all = await (await this.around.storage).all()
    this.letters.value = all.filter((letter) => letter.user === user)
  }

  /** Sends what waits, in its order, unless another tab is at it. Called whenever there is hope: the network is back, somebody signed in. */
  flush(): Promise<void> {
    this.again = true
    this.running ??= this.run().finally(() => {
      this.running = null
      if (this.again && !this.closed) void this.flush() // asked for while the last one ended
    })
    return this.running
  }

  private async run(): Promise<void> {
    clearTimeout(this.timer)
    const storage = await this.around.storage
    try {
      while (this.again) {
        this.again = false
        while (await this.next(storage));
      }
    } finally {
      await storage.release(this.tab)
      await this.load()
      this.around.tell?.()
    }
  }

  /** Sends the oldest; whether there may be another one to send now. */
  private async next(storage: Storage): Promise<boolean> {
    await this.load()
    if (!this.letters.value.some((each) => !each.refused)) return false
    if (!(await storage.lease(this.tab, this.now(), this.now() + LEASE_MS))) {
      this.later(LEASE_MS)
      return false
    }
    await this.load() // another tab may have sent it just before
    const letter = this.letters.value.find((each) => !each.refused)
    if (!letter) return false
    this.sending.value = letter.key
    const renewal = setInterval(() => void storage.lease(this.tab, this.now(), this.now() + LEASE_MS), RENEW_MS)
    try {
      const submission = await this.around.send(letter)
      await storage.remove(letter.key)
      this.succeeded(submission, letter)
      return true
    } catch (error) {
      return await this.failed(storage, letter, error)
    } finally {
      clearInterval(renewal)
      this.sending.value = null
    }
  }

  private succeeded(submission: Submission, letter: Letter): void {
    this.failures = 0
    this.obstacle.value = null
    this.listeners.forEach((listener) => listener(submission, letter))
  }

  private async failed(storage: Storage, letter: Letter, error: unknown): Promise<boolean> {
    const known = failure(error)
    if (known.status >= 500 || PASSING.has(known.status)) {
      this.obstacle.value = known
      this.later((known.retryAfter ?? 0) * 1000 || Math.min(AGAIN_MOST_MS, AGAIN_MS * 2 ** this.failures++))
      return false
    }
    await storage.put({ ...letter, refused: { code: known.code, message: known.message } })
    return true
  }

  /** Tries nothing more by itself. */
  close(): void {
    this.closed = true
    clearTimeout(this.timer)
  }

  private later(ms: number): void {
    clearTimeout(this.timer)
    if (this.closed) return
    this.timer = setTimeout(() => void this.flush(), ms * (1 + Math.random() / 2))
  }
}

/** What is no answer of the platform is taken for one that passes. */
function failure(error: unknown): Failure {
  return error instanceof Error && 'status' in error ? (error as ApiError) : { code: 'unknown', message: String(error), status: 0 }
}
