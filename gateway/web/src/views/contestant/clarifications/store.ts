// What a team has asked the jury, and what it was answered: live, with what is unread.
import { signal } from '@preact/signals'
import { call } from '../../../api/client.ts'
import { Reloading } from '../../../api/reloading.ts'
import type { Clarification } from '../../../generated/api.ts'
import type { Clarification as Heard } from '../../../generated/live.ts'
import { useShared, type Closeable } from '../../../parts/shared.ts'
import { connection } from '../../../store/connection.ts'
import { unread } from './unread.ts'

/** Tells other windows of this browser that all has been read. */
const READ = 'podium.clarifications.read'
const PAGE = 50

export class ClarificationStore implements Closeable {
  /** Newest first; undefined: not loaded yet. */
  readonly list = signal<readonly Clarification[] | undefined>(undefined)
  /** Cursor of the next page. */
  readonly next = signal<string | null>(null)
  private readonly reloading = new Reloading(
    () => call('GET /contests/{contest}/clarifications', { path: { contest: this.contest }, query: { limit: PAGE } }),
    (page) => {
      const known = this.list.value ?? []
      const older = known.slice(page.clarifications.length).filter((each) => !page.clarifications.some(({ id }) => id === each.id))
      const more = known.length > page.clarifications.length && page.next !== null
      this.list.value = more ? [...page.clarifications, ...older] : page.clarifications
      if (!more) this.next.value = page.next
      this.tell(page.unread)
    },
  )
  readonly error = this.reloading.error
  private readonly leave: () => void
  private readonly listeners = new Set<(answered: Heard) => void>()

  constructor(
    readonly contest: string,
    team: string,
  ) {
    void this.reload()
    let first = true
    this.leave = connection().enter(`clarifications.${contest}.${team}`, {
      frame: (frame) => {
        if (frame.type !== 'clarification') return
        void this.reload()
        if (frame.clarification.answer) this.listeners.forEach((listener) => listener(frame.clarification))
      },
      // after a break: frames of this room are not repeated
      entered: () => {
        if (!first) void this.reload()
        first = false
      },
      // the session was ended elsewhere: a request tells for sure
      refused: (error) => error.code === 'unauthenticated' && void this.reload(),
    })
    addEventListener('storage', this.readElsewhere)
  }

  /** Is told of answers, and of what the jury tells the team by itself, when that comes in. */
  onAnswer(listener: (answered: Heard) => void): () => void {
    this.listeners.add(listener)
    return () => void this.listeners.delete(listener)
  }

  reload(): Promise<void> {
    return this.reloading.now()
  }

  async more(): Promise<void> {
    const cursor = this.next.value
    if (!cursor) return
    const page = await call('GET /contests/{contest}/clarifications', { path: { contest: this.contest }, query: { limit: PAGE, cursor } })
    if (this.next.value !== cursor) return // it has come already, or the list was loaded anew
    this.list.value = [...(this.list.value ?? []), ...page.clarifications]
    this.next.value = page.next
  }

  async markRead(): Promise<void> {
    await call('POST /contests/{contest}/clarifications/read', { path: { contest: this.contest } })
    this.list.value = this.list.value?.map((each) => ({ ...each, unread: false }))
    this.tell(0)
    localStorage.setItem(READ, `${this.contest} ${Date.now()}`)
  }

  close(): void {
    this.reloading.close()
    removeEventListener('storage', this.readElsewhere)
    this.leave()
    const left = new Map(unread.value)
    left.delete(this.contest)
    unread.value = left
  }

  private readonly readElsewhere = (event: StorageEvent): void => {
    if (event.key === READ && event.newValue?.startsWith(`${this.contest} `)) void this.reload()
  }

  private tell(count: number): void {
    if (unread.value.get(this.contest) !== count) unread.value = new Map(unread.value).set(this.contest, count)
  }
}

/** The one of a team, shared by all that is drawn. */
export function useClarifications(contest: string, team: string | null): ClarificationStore | null {
  return useShared(team && `clarifications ${contest} ${team}`, () => new ClarificationStore(contest, team!))
}
