// The whole board of a contest in a few lines: `follow('spring', { onBoard: (rows) => draw(rows) })`.
import type { Announced, Cell, ClockFrame } from '../generated/live.ts'
import { Connection, type Options } from './connection.ts'
import { Follower, type Audience } from './follower.ts'
import type { State } from './freshness.ts'
import { Roster } from './roster.ts'
import { contestTime, phase, type Phase } from './time.ts'

const TICK_MS = 500
/** A connection may be in 64 rooms: clock, announcements, and tiles of 50 rows. */
const MOST_ROWS = 3000

/** A row of the board, from the top. */
export interface Standing {
  /** The team's number in the contest. */
  n: number
  /** 0: none, of a disqualified team. */
  rank: number
  name: string
  organization: string
  solved: number
  /** Penalty, in the rule's unit. */
  time: number
  /** Under rules that count points. */
  score: number | null
  cells: Cell[]
  disqualified: boolean
}

/** What is called, and when. */
export interface FollowOptions extends Options {
  audience?: Audience
  /** The board's first rows, where not all of them are wanted; 3000 at most. */
  rows?: number
  /** With every change, once the whole board is here; names follow within a second. */
  onBoard?: (board: Standing[]) => void
  /** Twice a second, and when the contest's state changes. `time`: contest time in ms, negative before the start, null without one. */
  onClock?: (clock: ClockFrame, time: number | null, phase: Phase) => void
  onAnnouncements?: (announcements: Announced[]) => void
  /** Whether the board is live: by the engine's heartbeat. `age`: seconds since the last one. */
  onState?: (state: State, age: number | null) => void
  /** The platform refuses a room: there is no such contest, or no right to see it. It is asked for again where that can help. */
  onProblem?: (message: string) => void
}

export interface Following {
  readonly connection: Connection
  readonly follower: Follower
  /** The board of now. */
  board: () => Standing[]
  /** Ends it, and the connection. */
  close: () => void
}

/** Follows a contest until `close()`. Breaks of the connection, gaps and restarts of the platform are its own business. */
export function follow(contest: string, options: FollowOptions): Following {
  const url = (options.url ?? '').replace(/\/$/, '')
  const rows = Math.min(options.rows ?? MOST_ROWS, MOST_ROWS)
  const connection = new Connection(options)
  const roster = new Roster(contest, (path, headers) => get(url, path, headers, options.token), () => drawn())
  let waiting = false
  let state: State | null = null
  const draw = () => {
    waiting = false
    if (follower.current) options.onBoard?.(standings(follower, roster, rows))
  }
  const drawn = () => {
    if (!waiting) queueMicrotask(draw)
    waiting = true
  }
  const tick = () => {
    const now = performance.now()
    const fresh = follower.freshness.state(follower.current, now)
    if (fresh !== state || fresh === 'stale') options.onState?.(fresh, follower.freshness.age(now))
    state = fresh
    if (!follower.clock) return
    const time = contestTime(follower.clock, Date.now(), follower.skew)
    options.onClock?.(follower.clock, time, phase(follower.clock, time))
  }
  const follower = new Follower(connection, contest, options.audience ?? 'public', {
    board: (frame) => {
      follower.follow(0, Math.min(rows, follower.board.total) - 1)
      if (frame.rows?.some((row) => !roster.teams.has(row[0]))) roster.refresh()
      drawn()
    },
    clock: () => tick(),
    announcements: (all) => options.onAnnouncements?.(all),
    current: (current) => current && drawn(),
    problem: (message) => message !== null && options.onProblem?.(message),
    teams: (soon) => (soon ? roster.refresh() : void roster.load()),
  })
  tick()
  const timer = setInterval(tick, TICK_MS)
  const close = () => {
    clearInterval(timer)
    roster.close()
    follower.close()
    connection.close()
  }
  return { connection, follower, board: () => standings(follower, roster, rows), close }
}

function standings({ board }: Follower, roster: Roster, rows: number): Standing[] {
  const found: Standing[] = []
  for (let place = 0; place < Math.min(rows, board.total); place++) {
    const at = board.at(place)
    const row = at && board.rows.get(at.n)
    if (!row) continue
    const [n, solved, time, score, cells, disqualified] = row
    const team = roster.teams.get(n)
    found.push({ n, rank: at.rank, name: team?.name ?? '', organization: team?.organization ?? '', solved, time, score, cells, disqualified })
  }
  return found
}

async function get(url: string, path: string, headers: Record<string, string>, token: Options['token']): Promise<Response> {
  const known = await token?.()
  return fetch(`${url}/api/v1${path}`, { headers: { ...headers, ...(known && { Authorization: `Bearer ${known}` }) } })
}
