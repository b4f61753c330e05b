// What the ticker and the queue show, worked out from the rows of the public board: nothing that the freeze hides is in them. No drawing.
import type { Row } from '../../../generated/live.ts'

export interface Solve {
  n: number
  problem: number
  /** In the unit of the contest's rule. */
  time: number
  first: boolean
}

/** The last solves. Those of before the page was opened stand by their times, later ones as they came. */
export class Ticker {
  private readonly seen = new Map<string, number>()
  private solves: (Solve & { order: number })[] = []

  update(rows: readonly Row[]): void {
    const all: Solve[] = rows.flatMap(([n, , , , cells]) =>
      cells.filter((cell) => cell[3]).map(([problem, , , solved, time]) => ({ n, problem, time, first: solved === 2 })),
    )
    all.sort((a, b) => a.time - b.time)
    for (const { n, problem } of all) {
      const key = `${n} ${problem}`
      if (!this.seen.has(key)) this.seen.set(key, this.seen.size)
    }
    this.solves = all.map((solve) => ({ ...solve, order: this.seen.get(`${solve.n} ${solve.problem}`)! }))
    this.solves.sort((a, b) => b.order - a.order)
  }

  /** The newest first. */
  last(count: number): Solve[] {
    return this.solves.slice(0, count)
  }

  /** Who was first at each problem, by its number. */
  firsts(): Solve[] {
    return this.solves.filter((solve) => solve.first).sort((a, b) => a.problem - b.problem)
  }
}

export interface Run {
  n: number
  problem: number
  /** ms, of a steady clock: when it was first seen. */
  since: number
  /** null: not judged yet. */
  solved: boolean | null
}

/** A judged run is shown for so long, in ms. */
export const JUDGED_MS = 12_000

/** Runs that wait, and those that were judged a moment ago. */
export class Queue {
  private readonly runs = new Map<string, Run & { judged: number }>()

  update(rows: readonly Row[], now: number): void {
    for (const [n, , , , cells] of rows) {
      for (const [problem, , pending, solved] of cells) {
        const key = `${n} ${problem}`
        const run = this.runs.get(key)
        const waits = pending > 0 && !solved
        if (waits && run?.solved !== null) this.runs.set(key, { n, problem, since: now, solved: null, judged: 0 })
        else if (!waits && run && run.solved === null) this.runs.set(key, { ...run, solved: solved > 0, judged: now })
      }
    }
    for (const [key, run] of this.runs) if (run.solved !== null && now - run.judged > JUDGED_MS) this.runs.delete(key)
  }

  /** Judged ones first, then those that wait, the newest first. */
  shown(count: number): Run[] {
    const all = [...this.runs.values()]
    all.sort((a, b) => Number(a.solved === null) - Number(b.solved === null) || b.since - a.since)
    return all.slice(0, count)
  }

  /** The run that matters most: of the team that is named, else of who stands best. `place`: of a team, from 0. */
  featured(place: (n: number) => number, team: number | undefined): Run | null {
    const waiting = [...this.runs.values()].filter((run) => team === undefined || run.n === team)
    waiting.sort((a, b) => Number(a.solved !== null) - Number(b.solved !== null) || place(a.n) - place(b.n) || a.since - b.since)
    return waiting[0] ?? null
  }
}
