// The board as this page holds it: tiles put together from frames, gap-free. No drawing, no network.
import type { Row, TileFrame } from './generated/live.ts'

export const TILE = 50

interface Tile {
  epoch: number
  seq: number
  order: number[]
  ranks: number[]
}

export type Outcome = 'applied' | 'old' | 'gap'

export class Board {
  total = 0
  readonly rows = new Map<number, Row>()
  /** When a row last changed, by team number: for a flash. */
  readonly changed = new Map<number, number>()
  private readonly tiles = new Map<number, Tile>()
  private places = new Map<number, number>()

  /** Takes a frame in. `gap`: something is missing, ask for the room again. */
  apply(frame: TileFrame, now: number): Outcome {
    const number = tileOf(frame.room)
    const tile = this.tiles.get(number)
    if (frame.whole) {
      if (tile && (frame.epoch < tile.epoch || (frame.epoch === tile.epoch && frame.seq < tile.seq))) return 'old'
      this.tiles.set(number, { epoch: frame.epoch, seq: frame.seq, order: frame.order ?? [], ranks: frame.ranks ?? [] })
    } else {
      if (!tile || frame.epoch > tile.epoch) return 'gap'
      if (frame.epoch < tile.epoch || frame.seq <= tile.seq) return 'old'
      if (frame.seq !== tile.seq + 1) return 'gap'
      tile.seq = frame.seq
      if (frame.order) tile.order = frame.order
      if (frame.ranks) tile.ranks = frame.ranks
    }
    if (frame.total !== undefined) this.total = frame.total
    for (const row of frame.rows ?? []) {
      const held = this.rows.get(row[0])
      if (held && JSON.stringify(held) !== JSON.stringify(row)) this.changed.set(row[0], now)
      this.rows.set(row[0], row)
    }
    if (frame.whole || frame.order) this.index()
    return 'applied'
  }

  /** What to say when subscribing again, so that nothing is sent twice. */
  have(number: number): { epoch?: number; seq?: number } {
    const tile = this.tiles.get(number)
    return tile ? { epoch: tile.epoch, seq: tile.seq } : {}
  }

  forget(number: number): void {
    this.tiles.delete(number)
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

  private index(): void {
    this.places = new Map()
    for (const [number, tile] of this.tiles) tile.order.forEach((n, i) => this.places.set(n, number * TILE + i))
  }
}

export function tileOf(room: string): number {
  return Number(room.slice(room.lastIndexOf('.') + 1))
}
