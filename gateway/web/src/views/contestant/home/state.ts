// How a team stands with a problem: by what it has sent, which it knows better than the public board does in the freeze.
import type { Submission } from '../../../generated/api.ts'
import type { Cell } from '../../../generated/live.ts'

export interface OwnState {
  kind: 'solved' | 'partial' | 'pending' | 'tried' | 'none'
  /** Judged ones, up to the first that was accepted. */
  tries: number
  /** Contest time in ms of the first accepted one, where it is known. */
  at: number | null
  /** First of all teams. */
  first: boolean
  score: number | null
}

/** `cell`: of the own row on the public board. `sent`: all that the team has sent in the contest; undefined: it is not known yet. */
export function ownState(problem: string, cell: Cell | undefined, sent: readonly Submission[] | undefined): OwnState {
  const [, judgedOnBoard = 0, pendingOnBoard = 0, solvedOnBoard = 0, , score = null] = cell ?? []
  const mine = (sent ?? []).filter((each) => each.problem_id === problem).sort((a, b) => (a.contest_time ?? 0) - (b.contest_time ?? 0))
  const judged = mine.filter((each) => each.verdict !== null && each.verdict !== 'JE')
  const accepted = judged.findIndex((each) => each.verdict === 'AC')
  const first = solvedOnBoard === 2
  if (accepted >= 0) return { kind: 'solved', tries: accepted + 1, at: judged[accepted]!.contest_time, first, score }
  if (solvedOnBoard > 0) return { kind: 'solved', tries: judgedOnBoard, at: null, first, score }
  const rest = { tries: sent ? judged.length : judgedOnBoard, at: null, first: false, score }
  if (sent ? mine.some((each) => each.verdict === null) : pendingOnBoard > 0) return { kind: 'pending', ...rest }
  if (score) return { kind: 'partial', ...rest }
  return { kind: rest.tries > 0 ? 'tried' : 'none', ...rest }
}
