// What just happened, from the frames of the board: solves, firsts, points, who leads. No drawing.
import type { Cell, Row } from '../../../../generated/live.ts'
import type { Board } from '../../../../live/board.ts'

export interface News {
  id: number
  kind: 'solve' | 'points' | 'lead'
  n: number
  /** By its number; not of a new leader. */
  problem?: number
  /** Of all teams the first to solve it. */
  first?: boolean
  /** In the rule's unit; -1: not known. */
  time: number
  /** Points of the problem now, where points are counted. */
  score?: number | null
  /** Ranks before and after; 0 or left out: none, or not known. */
  from?: number
  to?: number
}

export const NEWS_MOST = 60
const SEEDED = 15

type Told = Omit<News, 'id'>

/** What another row of a team tells. */
export function toldBy(before: Row, after: Row): Told[] {
  const old = new Map(before[4].map((cell) => [cell[0], cell]))
  return after[4].flatMap((cell) => told(after[0], old.get(cell[0]), cell) ?? [])
}

function told(n: number, before: Cell | undefined, [problem, , , solved, time, score]: Cell): Told | null {
  if (solved && !before?.[3]) return { kind: 'solve', n, problem, first: solved === 2, time, score }
  if (!solved && score !== null && score > (before?.[5] ?? 0)) return { kind: 'points', n, problem, time, score }
  return null
}

/** The newest solves that rows show, the newest first: what there is to tell before anything happens. */
export function seed(rows: Iterable<Row>): Told[] {
  const found: Told[] = []
  for (const row of rows) {
    for (const [problem, , , solved, time, score] of row[4]) {
      if (solved) found.push({ kind: 'solve', n: row[0], problem, first: solved === 2, time, score })
    }
  }
  return found.sort((a, b) => b.time - a.time).slice(0, SEEDED)
}

/** Collects news of a board while it is open. */
export class Feed {
  /** The newest first. */
  news: readonly News[] = []
  private readonly board: Board
  private readonly heard: Told[] = []
  private leader: number | null = null
  private last = 0
  /** Nothing has happened yet since this began: what rows show is told, of as many as are here. */
  private seeding = true
  private seeded = 0
  private readonly watcher = (before: Row, after: Row) => this.changed(before, after)

  constructor(board: Board) {
    this.board = board
    board.watchers.add(this.watcher)
    this.seed()
    this.leader = leaderOf(board)
  }

  close(): void {
    this.board.watchers.delete(this.watcher)
  }

  /** After the frames of a moment: now it is known where the teams stand. Whether there is anything new. */
  settle(): boolean {
    const more = this.seeding && this.board.rows.size > this.seeded && this.seed()
    const news: Told[] = this.heard.splice(0).map((each) => ({ ...each, to: rankOf(this.board, each.n) })).reverse()
    const leader = leaderOf(this.board)
    if (leader !== null && leader !== this.leader) {
      if (this.leader !== null) news.unshift({ kind: 'lead', n: leader, time: -1 })
      this.leader = leader
    }
    this.add(news)
    return more || news.length > 0
  }

  private seed(): boolean {
    this.seeded = this.board.rows.size
    this.news = []
    this.add(seed(this.board.rows.values()))
    return true
  }

  private changed(before: Row, after: Row): void {
    const from = rankOf(this.board, after[0])
    for (const each of toldBy(before, after)) this.heard.push({ ...each, from })
    this.seeding = this.seeding && this.heard.length === 0
    if (this.heard.length > NEWS_MOST) this.heard.splice(0, this.heard.length - NEWS_MOST)
  }

  /** The newest of `news` stands first. */
  private add(news: readonly Told[]): void {
    if (news.length === 0) return
    const numbered = news.map((each, place) => ({ ...each, id: this.last + news.length - place }))
    this.last += news.length
    this.news = [...numbered, ...this.news].slice(0, NEWS_MOST)
  }
}

function rankOf(board: Board, n: number): number {
  const place = board.place(n)
  return place === undefined ? 0 : (board.at(place)?.rank ?? 0)
}

/** Who stands first, alone, with something solved. */
function leaderOf(board: Board): number | null {
  const first = board.at(0)
  const row = first && board.rows.get(first.n)
  if (!first || !row || first.rank !== 1 || !(row[1] || row[3]) || board.at(1)?.rank === 1) return null
  return first.n
}
