// A recording that can be wound to any second, in both directions. No drawing, no network.
import type { Change, Recording } from '../../../generated/api.ts'
import type { Cell, Row } from '../../../generated/live.ts'

interface Standing {
  row: Row
  /** Teams stand by it, part by part; equal ones share a rank. */
  key: readonly number[]
}

interface Step {
  second: number
  n: number
  before: Standing
  after: Standing
}

/** A team solved a problem. */
export interface Solve {
  second: number
  n: number
  problem: number
  first: boolean
}

export class Tape {
  /** The last second, in which all that is known is shown. */
  readonly end: number
  readonly solves: Solve[] = []
  private readonly steps: Step[] = []
  private readonly standings = new Map<number, Standing>()
  private readonly unranked: Set<number>
  private readonly tie: Map<number, number>
  private readonly squad: readonly number[]
  /** How many steps are applied. */
  private at = 0

  constructor(recording: Recording) {
    this.end = recording.end
    this.squad = recording.teams
    this.unranked = new Set(recording.unranked)
    this.tie = new Map(recording.teams.map((n, place) => [n, place]))
    const out = new Set(recording.disqualified)
    for (const change of recording.start) this.standings.set(change[1], standing(change, [], out.has(change[1])))
    const last = new Map(this.standings)
    for (const change of recording.changes) {
      const [second, n] = change
      const before = last.get(n)
      if (!before) continue
      const after = standing(change, before.row[4], before.row[5])
      last.set(n, after)
      this.steps.push({ second, n, before, after })
      this.note(second, before.row, after.row)
    }
  }

  get size(): number {
    return this.squad.length
  }

  row(n: number): Row | undefined {
    return this.standings.get(n)?.row
  }

  /** Of all teams, or of these. */
  rows(of: Iterable<number> = this.squad): Row[] {
    return [...of].map((n) => this.row(n)).filter((row) => row !== undefined)
  }

  /** Winds to a second; the teams whose rows are others now. */
  seek(second: number): Set<number> {
    const moved = new Set<number>()
    for (let step = this.steps[this.at]; step && step.second <= second; step = this.steps[++this.at]) {
      this.standings.set(step.n, step.after)
      moved.add(step.n)
    }
    for (let step = this.steps[this.at - 1]; step && step.second > second; step = this.steps[--this.at - 1]) {
      this.standings.set(step.n, step.before)
      moved.add(step.n)
    }
    return moved
  }

  /** Team numbers from the top, and their ranks; 0: none. */
  ranking(): { order: number[]; ranks: number[] } {
    const key = (n: number) => this.standings.get(n)?.key ?? []
    const order = [...this.squad].sort((a, b) => compare(key(a), key(b)) || this.tie.get(a)! - this.tie.get(b)!)
    let better = 0
    let rank = 0
    let last: readonly number[] | null = null
    const ranks = order.map((n) => {
      if (this.unranked.has(n)) return 0
      if (!last || compare(last, key(n)) !== 0) rank = better + 1
      last = key(n)
      better++
      return rank
    })
    return { order, ranks }
  }

  /** The next second behind this one in which something changes; of one team, where it is named. */
  next(second: number, n?: number): number | null {
    return this.steps.find((step) => step.second > second && (n === undefined || step.n === n))?.second ?? null
  }

  previous(second: number, n?: number): number | null {
    return this.steps.findLast((step) => step.second < second && (n === undefined || step.n === n))?.second ?? null
  }

  /** How many problems were solved in each of so many equal parts of the contest. */
  activity(parts: number): number[] {
    const counts = new Array<number>(parts).fill(0)
    for (const { second } of this.solves) counts[Math.min(parts - 1, Math.floor((second / Math.max(1, this.end)) * parts))]!++
    return counts
  }

  private note(second: number, before: Row, after: Row): void {
    const old = new Map(before[4].map((cell) => [cell[0], cell[3]]))
    for (const [problem, , , solved] of after[4]) {
      if (solved && !old.get(problem)) this.solves.push({ second, n: after[0], problem, first: solved === 2 })
      else if (solved === 2 && old.get(problem) === 1) {
        // the star comes when no earlier try is pending any more
        const known = this.solves.find((solve) => solve.n === after[0] && solve.problem === problem)
        if (known) known.first = true
      }
    }
  }
}

function standing([, n, solved, time, score, key, changed]: Change, cells: readonly Cell[], disqualified: boolean): Standing {
  const all = new Map(cells.map((cell) => [cell[0], cell]))
  for (const cell of changed) {
    if (cell[1] || cell[2]) all.set(cell[0], cell as Cell)
    else all.delete(cell[0])
  }
  return { row: [n, solved, time, score, [...all.values()].sort((a, b) => a[0] - b[0]), disqualified], key }
}

function compare(a: readonly number[], b: readonly number[]): number {
  for (let part = 0; part < Math.min(a.length, b.length); part++) {
    const difference = a[part]! - b[part]!
    if (difference) return difference
  }
  return 0
}
