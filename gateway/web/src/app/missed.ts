// What happened while a view could not be live.
import type { ClockFrame } from '../generated/live.ts'

export interface Missed {
  submissions: number
  solved: number
}

/** What `now` has more than `before`: never less than nothing, as submissions can be taken out of a contest. */
export function missed(before: ClockFrame, now: ClockFrame): Missed {
  const solved = ({ problems }: ClockFrame) => problems.reduce((sum, problem) => sum + problem.solved, 0)
  const more = (then: number, later: number) => Math.max(0, later - then)
  return { submissions: more(before.submissions, now.submissions), solved: more(solved(before), solved(now)) }
}
