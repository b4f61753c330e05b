// A contest as the page knows it: what the live client follows, as signals that views are drawn by. No drawing.
import { signal } from '@preact/signals'
import type { Connection } from '../live/connection.ts'
import { Follower, type Audience } from '../live/follower.ts'
import { Roster } from '../live/roster.ts'
import { request } from '../api/client.ts'
import type { Member } from '../generated/api.ts'
import type { Announced, ClockFrame, TileFrame } from '../generated/live.ts'

export type { Audience } from '../live/follower.ts'

/** How long the first clock waits for the announcements at most. */
const HOLD_MS = 500
/** Drawings are so far apart at least: an engine's tick. */
const DRAW_MS = 100

export class ContestStore {
  readonly clock = signal<ClockFrame | null>(null)
  readonly announcements = signal<Announced[]>([])
  /** How many watch this contest; null: not known yet. */
  readonly viewers = signal<number | null>(null)
  /** Whether the connection stands and all that was asked for has come. */
  readonly current = signal(false)
  /** Grows with every change of the board: what draws depends on it. */
  readonly version = signal(0)
  readonly teams = signal<ReadonlyMap<number, Member>>(new Map())
  /** Why the contest cannot be followed; null: it can. */
  readonly problem = signal<string | null>(null)

  private readonly roster: Roster
  private readonly follower: Follower
  private first: ClockFrame | null = null
  private told = false
  private drawing = false
  private drawn = -DRAW_MS

  constructor(
    connection: Connection,
    readonly contest: string,
    readonly audience: Audience = 'public',
  ) {
    this.roster = new Roster(contest, (path, headers) => request(path, { headers }), (teams) => (this.teams.value = teams))
    this.follower = new Follower(connection, contest, audience, {
      board: (frame) => this.changed(frame),
      clock: (clock) => this.ticked(clock),
      announcements: (all) => {
        this.announcements.value = all
        this.release()
      },
      viewers: (count) => (this.viewers.value = count),
      current: (current) => (this.current.value = current),
      problem: (message) => (this.problem.value = message),
      teams: (soon) => (soon ? this.roster.refresh() : void this.roster.load()),
    })
  }

  get board() {
    return this.follower.board
  }

  /** Whether the engine still speaks. */
  get freshness() {
    return this.follower.freshness
  }

  /** The engine's wall clock minus ours, in ms. */
  get skew() {
    return this.follower.skew
  }

  close(): void {
    this.roster.close()
    this.follower.close()
  }

  /** Follows the tiles of these rows (and all of a small board); leaves the others. `whole`: all of them, as far as that can be. */
  follow(first: number, last: number, whole = false): void {
    this.follower.follow(first, last, whole)
  }

  /** Views are drawn from the first clock on: it comes together with the announcements, which would push down what stands below them. */
  private ticked(clock: ClockFrame): void {
    if (this.told) {
      this.clock.value = clock
      return
    }
    if (!this.first) setTimeout(() => this.release(), HOLD_MS)
    this.first = clock
  }

  private release(): void {
    this.told = true
    if (this.first) this.clock.value = this.first
    this.first = null
  }

  /** Frames of one tick come one by one, a message for each tile: they make one drawing. */
  private changed(frame: TileFrame): void {
    if (frame.rows?.some((row) => !this.roster.teams.has(row[0]))) this.roster.refresh()
    if (this.drawing) return
    this.drawing = true
    const draw = () => {
      this.drawing = false
      this.drawn = performance.now()
      this.version.value++
    }
    setTimeout(draw, Math.max(0, DRAW_MS - (performance.now() - this.drawn)))
  }
}

/** What a board is drawn from: the live one, or one of a past second. */
export type BoardSource = Pick<ContestStore, 'board' | 'clock' | 'current' | 'follow' | 'teams' | 'version'>
