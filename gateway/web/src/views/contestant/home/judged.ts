// Verdicts that a frame has told: an answer that was on its way longer still says `queued`, and no second frame comes.
import type { Submission } from '../../../generated/api.ts'
import type { Progress } from '../../../generated/live.ts'

export class Judged {
  private readonly verdicts = new Map<string, string | null>()

  heard(frame: Progress): void {
    if (frame.state === 'done') this.verdicts.set(frame.submission, frame.verdict ?? null)
    else this.verdicts.delete(frame.submission) // judged again
  }

  /** Submissions as an answer has them, with what is known better. */
  settle(list: readonly Submission[]): Submission[] {
    return list.map((each) => {
      if (each.state === 'done' || !this.verdicts.has(each.id)) return each
      return { ...each, state: 'done', verdict: this.verdicts.get(each.id) ?? each.verdict }
    })
  }
}
