// The year behind us as weeks, for a heat map.

export interface Day {
  /** `2026-11-14`. */
  date: string
  count: number
}

const DAY_MS = 86_400_000
const WEEKS = 53

/** 53 weeks of seven days from Monday on, the last one with `today` in it; days that have not come are left out. All in UTC. */
export function weeks(days: readonly { date: string; submissions: number }[], today: number): Day[][] {
  const counts = new Map(days.map((day) => [day.date, day.submissions]))
  const now = Math.floor(today / DAY_MS) * DAY_MS
  const monday = now - ((new Date(now).getUTCDay() + 6) % 7) * DAY_MS
  return Array.from({ length: WEEKS }, (_, week) => {
    const begin = monday - (WEEKS - 1 - week) * 7 * DAY_MS
    return Array.from({ length: 7 }, (_unused, day) => begin + day * DAY_MS)
      .filter((at) => at <= now)
      .map((at) => {
        const date = new Date(at).toISOString().slice(0, 10)
        return { date, count: counts.get(date) ?? 0 }
      })
  })
}

/** 0 for nothing, 1 to 4 for how much of the busiest day it is. */
export function level(count: number, most: number): number {
  return count === 0 ? 0 : Math.max(1, Math.ceil((count / most) * 4))
}
