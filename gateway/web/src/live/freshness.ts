// Whether a board is live: by the engine's heartbeat, not by the socket. The rule stands in docs/live-api.md.

/** An engine that serves a contest sends a clock frame at least every 2 s; after so long without one the board is stale. */
export const DEAD_MS = 5000

export type State = 'connecting' | 'live' | 'stale' | 'reconnecting'

/** Times are those of a steady clock (`performance.now()`), but for `wall` and `serverTime`, in ms since 1970. */
export class Freshness {
  private heard: number | null = null
  private since = 0
  private asked = false

  /** The clock room was asked for: its next frame may be one that the gateway has kept. */
  subscribed(now: number): void {
    this.asked = true
    this.since = now
  }

  /** A clock frame came. Returns whether the engine spoke just now: a kept frame proves nothing, unless its own time says it is new. */
  clock(serverTime: number, wall: number, now: number): boolean {
    const spoke = !this.asked || Math.abs(wall - serverTime) < DEAD_MS
    this.asked = false
    if (spoke) this.heard = now
    return spoke
  }

  /** `current`: connected, and all that was asked for has come. */
  state(current: boolean, now: number): State {
    if (!current) return this.heard === null ? 'connecting' : 'reconnecting'
    if (this.heard !== null) return now - this.heard < DEAD_MS ? 'live' : 'stale'
    return now - this.since < DEAD_MS ? 'connecting' : 'stale'
  }

  /** When the engine spoke last; null: it has not yet. */
  get spoke(): number | null {
    return this.heard
  }

  /** Whole seconds since the engine spoke; null: it has not yet. */
  age(now: number): number | null {
    return this.heard === null ? null : Math.floor((now - this.heard) / 1000)
  }
}
