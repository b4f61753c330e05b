// What a team has submitted in a contest, with the progress of what is being judged.
import { signal } from '@preact/signals'
import { call } from '../../../api/client.ts'
import { Reloading } from '../../../api/reloading.ts'
import type { Submission } from '../../../generated/api.ts'
import type { Progress } from '../../../generated/live.ts'
import { useShared, type Closeable } from '../../../parts/shared.ts'
import { connection } from '../../../store/connection.ts'
import { Judged } from './judged.ts'

const PAGE = 200

export class SubmissionStore implements Closeable {
  /** Newest first; undefined: not loaded yet. */
  readonly list = signal<readonly Submission[] | undefined>(undefined)
  readonly next = signal<string | null>(null)
  /** Of those that are being judged, by their ids. */
  readonly progress = signal<ReadonlyMap<string, Progress>>(new Map())
  private readonly judged = new Judged()
  private readonly reloading = new Reloading(
    () => call('GET /contests/{contest}/own-submissions', { path: { contest: this.contest }, query: { limit: PAGE } }),
    (page) => {
      this.list.value = this.judged.settle(page.submissions)
      this.next.value = page.next
    },
  )
  readonly error = this.reloading.error
  private readonly leave: () => void
  private readonly listeners = new Set<(submission: Submission, verdict: string) => void>()
  private readonly refusedListeners = new Set<() => void>()

  constructor(
    readonly contest: string,
    team: string,
  ) {
    void this.reload()
    this.leave = connection().enter(`submissions.${contest}.${team}`, {
      frame: (frame) => frame.type === 'submission' && this.heard(frame),
      // also the first time: what was judged between loading and entering is told by no frame
      entered: () => void this.reload(),
      refused: (error) => error.code === 'forbidden' && this.refusedListeners.forEach((listener) => listener()),
    })
  }

  /** Is told a submission that has been judged, with its verdict. */
  onVerdict(listener: (submission: Submission, verdict: string) => void): () => void {
    this.listeners.add(listener)
    return () => void this.listeners.delete(listener)
  }

  /** Is told that the user is not in the team any more. */
  onRefused(listener: () => void): () => void {
    this.refusedListeners.add(listener)
    return () => void this.refusedListeners.delete(listener)
  }

  reload(): Promise<void> {
    return this.reloading.now()
  }

  async more(): Promise<void> {
    const cursor = this.next.value
    if (!cursor) return
    const page = await call('GET /contests/{contest}/own-submissions', { path: { contest: this.contest }, query: { limit: PAGE, cursor } })
    if (this.next.value !== cursor) return // it has come already, or the list was loaded anew
    this.list.value = [...(this.list.value ?? []), ...this.judged.settle(page.submissions)]
    this.next.value = page.next
  }

  close(): void {
    this.reloading.close()
    this.leave()
  }

  private heard(frame: Progress): void {
    const progress = new Map(this.progress.value)
    if (frame.state === 'done') progress.delete(frame.submission)
    else progress.set(frame.submission, frame)
    this.progress.value = progress
    this.judged.heard(frame)
    void this.noted(frame)
  }

  private async noted(frame: Progress): Promise<void> {
    if (!this.list.value?.some(({ id }) => id === frame.submission)) await this.reload() // of a teammate, or from another window
    if (frame.state !== 'done') return
    const verdict = frame.verdict ?? null
    this.list.value = this.list.value?.map((each) => (each.id === frame.submission ? { ...each, state: 'done', verdict: verdict ?? each.verdict } : each))
    const judged = this.list.value?.find(({ id }) => id === frame.submission)
    if (judged && verdict) this.listeners.forEach((listener) => listener(judged, verdict))
  }
}

export function useSubmissions(contest: string, team: string | null): SubmissionStore | null {
  return useShared(team && `submissions ${contest} ${team}`, () => new SubmissionStore(contest, team!))
}
