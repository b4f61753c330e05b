// Ranks and scores of some teams over a contest, from its recording. No drawing.
import type { Recording } from '../../../../generated/api.ts'

export interface Point {
  /** Seconds since the start. */
  at: number
  /** 0: none. */
  rank: number
  /** Problems solved, or points. */
  score: number
}

/** Points of a line at most: ranks are counted anew for each. */
const SAMPLES = 300

/** By team number; teams that are not in the recording are left out. Ends at `until`, in seconds. */
export function histories(recording: Recording, teams: readonly number[], until: number): Map<number, Point[]> {
  const state = new Map(recording.start.map(([, n, solved, , score, key]) => [n, { key, score: score ?? solved }]))
  const chosen = teams.filter((n) => state.has(n))
  const unranked = new Set([...recording.unranked, ...recording.disqualified])
  const ranked = recording.teams.filter((n) => !unranked.has(n))
  const found = new Map<number, Point[]>(chosen.map((n) => [n, []]))
  const sample = (at: number) => {
    for (const n of chosen) {
      const { key, score } = state.get(n)!
      const rank = unranked.has(n) ? 0 : 1 + ranked.reduce((better, other) => better + Number(compare(state.get(other)!.key, key) < 0), 0)
      found.get(n)!.push({ at, rank, score })
    }
  }
  const last = Math.min(until, recording.end)
  const step = Math.max(1, last / SAMPLES)
  let next = 0
  for (const [second, n, solved, , score, key] of recording.changes) {
    if (second > last) break
    for (; next < second; next += step) sample(next)
    state.set(n, { key, score: score ?? solved })
  }
  for (; next < last; next += step) sample(next)
  sample(last)
  return new Map([...found].map(([n, points]) => [n, thinned(points)]))
}

/** Smaller keys are better, part by part. */
function compare(a: readonly number[], b: readonly number[]): number {
  for (let part = 0; part < Math.min(a.length, b.length); part++) {
    const difference = a[part]! - b[part]!
    if (difference) return difference
  }
  return 0
}

/** Without the points between two that are equal to them. */
export function thinned(points: readonly Point[]): Point[] {
  return points.filter((point, place) => {
    const [before, after] = [points[place - 1], points[place + 1]]
    return !before || !after || differs(before, point) || differs(point, after)
  })
}

export function differs(a: Point, b: Point): boolean {
  return a.rank !== b.rank || a.score !== b.score
}
