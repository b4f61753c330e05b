// What the reveal does next, worked out from the board alone: so every screen shows the same without being told. No drawing.
import type { Row } from '../../../generated/live.ts'

/** A cell whose verdicts are hidden, and the place of its team, from 0. */
export interface Hidden {
  n: number
  problem: number
  place: number
}

export interface Shown {
  n: number
  problem: number
  solved: boolean
}

export type Medal = 'gold' | 'silver' | 'bronze'
/** The last ranks that win gold, silver and bronze. */
export type MedalRanks = readonly [number, number, number]

/** Of the lowest row that has a hidden cell, the leftmost one; null: nothing is hidden. `rows` from the top. */
export function nextHidden(rows: readonly Row[]): Hidden | null {
  for (let place = rows.length - 1; place >= 0; place--) {
    const row = rows[place]!
    const cell = row[4].filter((each) => each[2] > 0 && !each[3]).sort((a, b) => a[0] - b[0])[0]
    if (cell) return { n: row[0], problem: cell[0], place }
  }
  return null
}

export function hiddenCells(rows: readonly Row[]): number {
  return rows.reduce((count, row) => count + row[4].filter((cell) => cell[2] > 0 && !cell[3]).length, 0)
}

/** The cell that was shown between two states of a team; null: none. */
export function shownBetween(before: Row, after: Row): Shown | null {
  const now = new Map(after[4].map((cell) => [cell[0], cell]))
  for (const [problem, , pending, solved] of before[4]) {
    const cell = now.get(problem)
    if (!cell || solved || pending === 0) continue
    if (cell[3] || cell[2] < pending) return { n: after[0], problem, solved: cell[3] > 0 }
  }
  return null
}

/** Rows from this place on keep their rank: what comes only lifts teams above them. */
export function settledFrom(next: Hidden | null): number {
  return next ? next.place + 1 : 0
}

/** What a rank wins; nobody wins anything for nothing. */
export function medalOf(row: Row, rank: number, ranks: MedalRanks): Medal | null {
  if (!rank || !(row[1] || row[3])) return null
  if (rank <= ranks[0]) return 'gold'
  if (rank <= ranks[1]) return 'silver'
  return rank <= ranks[2] ? 'bronze' : null
}

/** Teams that won a medal with a step, the lowest first: those between the places that were settled before and are now. */
export function honoured(rows: readonly Row[], rankAt: (place: number) => number, ranks: MedalRanks, before: number, now: number): number[] {
  const found: number[] = []
  for (let place = Math.min(before, rows.length) - 1; place >= now; place--) {
    const row = rows[place]!
    if (medalOf(row, rankAt(place), ranks)) found.push(row[0])
  }
  return found
}

/** ms between two steps that come by themselves, the slowest first. */
export const PACES = [4000, 2500, 1500, 900, 500, 250] as const
export const PACE = 2

/** Whether the next step comes by itself: below the row from which on the jury goes step by step. `from`: counted from 1; 0: never. */
export function byItself(next: Hidden | null, from: number): boolean {
  return next !== null && from > 0 && next.place + 1 > from
}
