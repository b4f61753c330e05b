// The board as this page holds it: tiles put together from frames, gap-free. No drawing, no network.
import type { Row, TileFrame } from '../generated/live.ts'

export const TILE = 50

interface Tile {
  epoch: number
  seq: number
  order: number[]
  ranks: number[]
  /** Of the teams in `order`: an answer for another tile that was on its way longer knows an older row of a team that moved. */
  rows: Map<number, Row>
}

export type Outcome = 'applied' | 'old' | 'gap'

/** Rows of teams that are in no tile any more are kept up to so many: a viewer who scrolls through all does not keep all. */
const SPARE_ROWS = 4 * TILE

export class Board {
  total = 0
  readonly rows = new Map<number, Row>()
  /** When a row last changed, by team number: for a flash. */
  readonly changed = new Map<number, number>()
  /** Who was the first to solve a problem, by its number: of the rows that have been here. */
  readonly firsts = new Map<number, { n: number; time: number }>()
  /** Are told of each row that becomes another one, before its place does. */
  readonly watchers = new Set<(before: Row, after: Row) => void>()
  /** By their numbers, in ascending order. */
  private tiles = new Map<number, Tile>()
  private places = new Map<number, number>()

  /** Takes a frame in. `gap`: something is missing, ask for the room again. */
  apply(frame: TileFrame, now: number): Outcome {
    const number = tileOf(frame.room)
    const tile = this.tiles.get(number)
    if (frame.whole) {
      if (tile && (frame.epoch < tile.epoch || (frame.epoch === tile.epoch && frame.seq < tile.seq))) return 'old'
      this.put(number, { epoch: frame.epoch, seq: frame.seq, order: frame.order ?? [], ranks: frame.ranks ?? [], rows: new Map() })
    } else {
      if (!tile || frame.epoch > tile.epoch) return 'gap'
      if (frame.epoch < tile.epoch || frame.seq <= tile.seq) return 'old'
      if (frame.seq !== tile.seq + 1) return 'gap'
      tile.seq = frame.seq
      if (frame.order) tile.order = frame.order
      if (frame.ranks) tile.ranks = frame.ranks
    }
    if (frame.total !== undefined) this.total = frame.total
    this.fill(this.tiles.get(number)!, tile, frame, now)
    if (frame.whole || frame.order) this.index()
    return 'applied'
  }

  /** Brings the rows of a tile up to a frame, and those of the board up to its tiles. */
  private fill(tile: Tile, before: Tile | undefined, frame: TileFrame, now: number): void {
    const touched = new Set<number>()
    if (frame.order) {
      const here = new Set(frame.order)
      for (const n of before?.rows.keys() ?? []) {
        if (here.has(n)) continue
        tile.rows.delete(n)
        touched.add(n)
      }
    }
    for (const row of frame.rows ?? []) {
      tile.rows.set(row[0], row)
      touched.add(row[0])
    }
    this.takeAll(touched, now)
  }

  /** A team that is in two tiles for a moment is where it stands higher: most rows that change rise. */
  private takeAll(teams: Iterable<number>, now: number): void {
    const tiles = [...this.tiles.values()]
    for (const n of teams) {
      const row = tiles.find((tile) => tile.rows.has(n))?.rows.get(n)
      if (row) this.take(row, now)
    }
  }

  private take(row: Row, now: number): void {
    const held = this.rows.get(row[0])
    if (held === row || (held && JSON.stringify(held) === JSON.stringify(row))) return
    this.rows.set(row[0], row)
    for (const [problem, first] of this.firsts) if (first.n === row[0]) this.firsts.delete(problem)
    for (const [problem, , , solved, time] of row[4]) if (solved === 2) this.firsts.set(problem, { n: row[0], time })
    if (!held) return
    this.changed.set(row[0], now)
    this.watchers.forEach((watcher) => watcher(held, row))
  }

  /** What to say when subscribing again, so that nothing is sent twice. */
  have(number: number): { epoch?: number; seq?: number } {
    const tile = this.tiles.get(number)
    return tile ? { epoch: tile.epoch, seq: tile.seq } : {}
  }

  forget(number: number, now: number): void {
    const left = this.tiles.get(number)?.rows.keys() ?? []
    this.tiles.delete(number)
    this.takeAll(left, now)
    this.index()
  }

  /** The team at a position, from 0, with its rank; undefined where that tile is not here. */
  at(position: number): { n: number; rank: number } | undefined {
    const tile = this.tiles.get(Math.floor(position / TILE))
    const n = tile?.order[position % TILE]
    return n === undefined ? undefined : { n, rank: tile?.ranks[position % TILE] ?? 0 }
  }

  place(n: number): number | undefined {
    return this.places.get(n)
  }

  private put(number: number, tile: Tile): void {
    const known = this.tiles.has(number)
    this.tiles.set(number, tile)
    if (!known) this.tiles = new Map([...this.tiles].sort(([a], [b]) => a - b))
  }

  private index(): void {
    this.places = new Map()
    for (const [number, tile] of [...this.tiles].reverse()) tile.order.forEach((n, i) => this.places.set(n, number * TILE + i))
    if (this.rows.size <= this.places.size + SPARE_ROWS) return
    for (const n of this.rows.keys()) {
      if (this.places.has(n)) continue
      this.rows.delete(n)
      this.changed.delete(n)
    }
  }
}

export function tileOf(room: string): number {
  return Number(room.slice(room.lastIndexOf('.') + 1))
}
