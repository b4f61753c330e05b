// Contest time, from the contest's settings and the wall clock.
import type { ClockFrame, ContestProblem } from '../generated/live.ts'

export type Phase = 'before' | 'running' | 'frozen' | 'over' | 'final'

/** Contest time in ms now; negative before the start. `skew`: server's wall clock minus ours. */
export function contestTime(clock: ClockFrame, now: number, skew: number): number | null {
  const wall = now + skew
  if (clock.settings.playback) return clock.settings.playback.time + (wall - clock.settings.playback.wall) * clock.settings.playback.rate
  if (clock.settings.start === null) return null
  const since = wall - clock.settings.start
  return clock.settings.pauses.reduce((time, [from, to]) => time - Math.max(0, Math.min(since, to) - from), since)
}

export function phase(clock: ClockFrame, time: number | null): Phase {
  if (clock.final) return 'final'
  if (time === null || time < 0) return 'before'
  if (!clock.thawed && clock.settings.freeze !== null && time >= clock.settings.freeze) return 'frozen'
  return time >= clock.settings.duration ? 'over' : 'running'
}

export type CountedProblem = ContestProblem & { solved: number; tried: number }

/** The problems with how many teams have solved and tried them. */
export function problemsOf(clock: ClockFrame | null): CountedProblem[] {
  return clock?.settings.problems.map((problem, number) => ({ solved: 0, tried: 0, ...problem, ...clock.problems[number] })) ?? []
}

/** `4:05:09`; minutes and seconds only below an hour. */
export function spell(ms: number): string {
  const total = Math.floor(Math.abs(ms) / 1000)
  const hours = Math.floor(total / 3600)
  const minutes = Math.floor(total / 60) % 60
  const seconds = String(total % 60).padStart(2, '0')
  const text = hours ? `${hours}:${String(minutes).padStart(2, '0')}:${seconds}` : `${minutes}:${seconds}`
  return ms < 0 ? `−${text}` : text
}
