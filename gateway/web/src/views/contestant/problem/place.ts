import type { Problem } from '../../../generated/api.ts'

/** Where a problem is worked on: in a contest, or outside of all. */
export interface Place {
  problem: Problem
  /** null: practice. */
  contest: string | null
  /** Its letter in the contest; empty: practice. */
  label: string
  rgb: string | undefined
  /** Of who is signed in and takes part. In practice everybody is a team. */
  team: string | null
  maySubmit: boolean
  /** The jury of a contest may run what it may not submit. */
  mayRun: boolean
  /** The contest is over for who takes part. */
  over: boolean
}

/** What it is called in messages. */
export function titleOf(place: Place): string {
  return place.label ? `${place.label}. ${place.problem.title}` : place.problem.title
}
