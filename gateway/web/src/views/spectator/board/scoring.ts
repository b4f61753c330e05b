// How a contest is scored, as far as the board shows it: problems and penalty, or points.
import type { ContestProblem, ContestSettings } from '../../../generated/live.ts'
import { number } from '../../../parts/format.ts'
import { spell } from '../../../live/time.ts'

export interface Scoring {
  /** Points are counted, not solved problems. */
  points: boolean
  /** A team's total has a time that decides between equals. */
  timed: boolean
  /** Times of cells and totals are in seconds, not in minutes. */
  seconds: boolean
  /** What each problem is worth, by its number; 0 where nothing is counted. */
  full: readonly number[]
}

/** Points of problems that name none: as in `contest_engine/scoring`. */
const DEFAULTS: Record<ContestSettings['rule'], (place: number) => number> = {
  icpc: () => 0,
  ioi: () => 100,
  codeforces: (place) => 500 * (place + 1),
  atcoder: (place) => 100 * (place + 1),
}

export function scoringOf(settings: Pick<ContestSettings, 'rule' | 'options' | 'problems'> | undefined): Scoring {
  if (!settings) return { points: false, timed: true, seconds: false, full: [] }
  const { rule, options, problems } = settings
  return {
    points: rule !== 'icpc',
    timed: rule === 'icpc' || rule === 'atcoder' || (rule === 'ioi' && 'tie_break_by_time' in options && options.tie_break_by_time === true),
    seconds: 'seconds' in options && options.seconds === true,
    full: problems.map((problem: ContestProblem, place) => problem.points || DEFAULTS[rule](place)),
  }
}

/** A time of a row or cell: minutes, or `4:05:09` where seconds count. */
export function spellTime(time: number, seconds: boolean): string {
  return seconds ? spell(time * 1000) : String(time)
}

export function points(score: number): string {
  return number(score, 2)
}
