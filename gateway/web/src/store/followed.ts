// Single teams of a board that is too large to be followed whole: each by its own room, with its rank.
import { signal } from '@preact/signals'
import type { Connection } from '../live/connection.ts'
import type { TeamFrame } from '../generated/live.ts'

/** A connection may be in 64 rooms; the rest is for tiles. */
export const FOLLOWED_MOST = 40

/** What comes within this time, such as the frames of one tick, makes one drawing. */
const DRAW_MS = 50

export class FollowedTeams {
  /** What is known of them, by team number. Always the public board. */
  readonly frames = signal<Map<number, TeamFrame>>(new Map())
  private readonly rooms = new Map<number, () => void>()
  private readonly fresh = new Map<number, TeamFrame>()

  constructor(
    private readonly connection: Connection,
    private readonly contest: string,
  ) {}

  /** Follows these teams, the first `FOLLOWED_MOST` of them, and no others. */
  follow(teams: readonly number[]): void {
    const wanted = new Set(teams.slice(0, FOLLOWED_MOST))
    for (const [n, leave] of [...this.rooms]) {
      if (wanted.has(n)) continue
      leave()
      this.rooms.delete(n)
      this.frames.value.delete(n)
    }
    for (const n of wanted) if (!this.rooms.has(n)) this.rooms.set(n, this.enter(n))
  }

  close(): void {
    this.follow([])
  }

  private enter(n: number): () => void {
    return this.connection.enter(`team.${this.contest}.${n}`, { frame: (frame) => frame.type === 'team' && this.heard(n, frame) })
  }

  private heard(n: number, frame: TeamFrame): void {
    if (this.fresh.size === 0) {
      setTimeout(() => {
        const next = new Map(this.frames.value)
        for (const [team, newest] of this.fresh) if (this.rooms.has(team)) next.set(team, newest)
        this.fresh.clear()
        this.frames.value = next
      }, DRAW_MS)
    }
    this.fresh.set(n, frame)
  }
}
