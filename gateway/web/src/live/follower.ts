// Follows a contest over a connection: clock, board, announcements, and whether all of it is current. No drawing, no signals.
import type { Announced, ClockFrame, TileFrame } from '../generated/live.ts'
import { Board, TILE } from './board.ts'
import type { Connection } from './connection.ts'
import { Freshness } from './freshness.ts'

/** Boards of up to so many rows are followed whole; of larger ones the rows that are asked for. */
const WHOLE = 600
/** Up to so many where all rows are needed, to choose some of them: 40 of the 64 rooms that a connection may be in. */
export const WHOLE_MOST = 2000
const SPARE_TILES = 1

/** Whose board it is: the jury's has what the freeze hides. */
export type Audience = 'public' | 'jury'

/** What a follower tells. Each is optional. */
export interface Heeding {
  /** The board changed: `rows` of it, or the order. */
  board?: (frame: TileFrame) => void
  clock?: (clock: ClockFrame) => void
  announcements?: (announcements: Announced[]) => void
  /** How many watch. */
  viewers?: (count: number) => void
  /** Whether the connection stands and all that was asked for has come. */
  current?: (current: boolean) => void
  /** Why a room is refused; null: it is not any more. */
  problem?: (message: string | null) => void
  /** The connection stands (again), or teams may have changed: the list of teams is to be asked for, at once or soon. */
  teams?: (soon: boolean) => void
}

export class Follower {
  readonly board = new Board()
  /** Whether the engine still speaks. */
  readonly freshness = new Freshness()
  clock: ClockFrame | null = null
  /** The engine's wall clock minus ours, in ms. */
  skew = 0

  readonly contest: string
  readonly audience: Audience
  private readonly connection: Connection
  private readonly heeding: Heeding
  private readonly tiles = new Map<number, () => void>()
  private readonly pending = new Set<string>()
  private readonly leaving: (() => void)[] = []

  constructor(connection: Connection, contest: string, audience: Audience, heeding: Heeding) {
    this.connection = connection
    this.contest = contest
    this.audience = audience
    this.heeding = heeding
    this.leaving.push(
      connection.watch((connected) => this.turned(connected)),
      this.follows(`clock.${contest}`, (frame) => this.ticked(frame as ClockFrame)),
      // beside the board: its being current does not hang on them
      connection.enter(`announcements.${contest}`, {
        frame: (frame) => frame.type === 'announcements' && heeding.announcements?.(frame.announcements),
      }),
    )
    if (heeding.viewers) {
      this.leaving.push(connection.enter(`presence.${contest}`, { frame: (frame) => frame.type === 'presence' && heeding.viewers?.(frame.viewers) }))
    }
    this.enter(0) // the first tile also tells how many rows there are
  }

  /** The connection stands and all that was asked for has come. */
  get current(): boolean {
    return this.connection.connected && this.pending.size === 0
  }

  close(): void {
    for (const leave of [...this.leaving, ...this.tiles.values()]) leave()
  }

  /** Follows the tiles of these positions (and all of a small board); leaves the others. `whole`: all of them, as far as that can be. */
  follow(first: number, last: number, whole = false): void {
    const total = this.board.total
    const all = total <= (whole ? WHOLE_MOST : WHOLE)
    const from = all ? 0 : Math.max(0, Math.floor(first / TILE) - SPARE_TILES)
    const to = all ? Math.max(0, Math.ceil(total / TILE) - 1) : Math.min(Math.floor(last / TILE) + SPARE_TILES, Math.ceil(total / TILE) - 1)
    const want = new Set([0])
    for (let tile = from; tile <= to; tile++) want.add(tile)
    for (const [tile, leave] of [...this.tiles]) {
      if (want.has(tile)) continue
      leave()
      this.tiles.delete(tile)
      this.board.forget(tile, performance.now())
      this.pending.delete(this.room(tile))
    }
    for (const tile of want) if (!this.tiles.has(tile)) this.enter(tile)
  }

  private room(tile: number): string {
    return `board.${this.contest}.${this.audience}.${tile}`
  }

  private enter(tile: number): void {
    const leave = this.follows(this.room(tile), (frame) => this.changed(frame as TileFrame), () => this.board.have(tile))
    this.tiles.set(tile, leave)
  }

  /** A room without which the board is not current. */
  private follows(room: string, frame: (frame: ClockFrame | TileFrame) => void, have?: () => { epoch?: number; seq?: number }): () => void {
    this.pending.add(room)
    return this.connection.enter(room, {
      frame: (got) => {
        this.heeding.problem?.(null)
        this.pending.delete(room)
        frame(got as ClockFrame | TileFrame)
        this.settle()
      },
      ...(have && { have }),
      entered: () => {
        // a tile we are current in has nothing to send: the answer says that we are in
        if (have?.().seq !== undefined) this.pending.delete(room)
        this.settle()
      },
      refused: (error) => {
        this.heeding.problem?.(error.message)
        this.pending.add(room)
        if (!have) this.freshness.subscribed(performance.now()) // the next clock frame may be one that the gateway has kept
        this.settle()
      },
    })
  }

  private turned(connected: boolean): void {
    if (!connected) {
      this.pending.add(`clock.${this.contest}`)
      for (const tile of this.tiles.keys()) this.pending.add(this.room(tile))
    } else {
      this.freshness.subscribed(performance.now())
      this.heeding.teams?.(false)
    }
    this.settle()
  }

  private ticked(frame: ClockFrame): void {
    const spoke = this.freshness.clock(frame.server_time, Date.now(), performance.now())
    if (spoke || !this.clock) this.skew = frame.server_time - Date.now()
    const teams = this.clock?.teams
    this.clock = frame
    this.heeding.clock?.(frame)
    if (teams !== frame.teams) this.heeding.teams?.(true)
  }

  private changed(frame: TileFrame): void {
    if (this.board.apply(frame, performance.now()) === 'gap') {
      this.pending.add(frame.room)
      this.connection.again(frame.room)
    } else this.heeding.board?.(frame)
  }

  private settle(): void {
    this.heeding.current?.(this.current)
  }
}
