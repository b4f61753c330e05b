// The connection of one contest's page: rooms, gaps, resume, and how fresh all of it is.
import { signal } from '@preact/signals'
import { io, type Socket } from 'socket.io-client'
import { Board, TILE, tileOf } from './board.ts'
import type { Member } from './generated/api.ts'
import type { Acknowledgement, Announced, ClockFrame, Heard } from './generated/live.ts'
import { Freshness } from './freshness.ts'

/** Boards of up to so many rows are followed whole; of larger ones only what is on the screen. */
const WHOLE = 600
const SPARE_TILES = 1
/** After so many ms a room is asked for again: its engine is away; there is no such contest (yet). Up to twice that, drawn at random. */
const AGAIN_MS: Record<string, number> = { unavailable: 2000, 'not-found': 5000 }

export class Live {
  readonly board = new Board()
  readonly clock = signal<ClockFrame | null>(null)
  readonly announcements = signal<Announced[]>([])
  /** How many watch this contest; null: not known yet. */
  readonly viewers = signal<number | null>(null)
  /** Whether the connection stands and all that was asked for has come. */
  readonly current = signal(false)
  /** Whether the engine still speaks. */
  readonly freshness = new Freshness()
  /** Grows with every change of the board: what draws depends on it. */
  readonly version = signal(0)
  readonly teams = signal<Map<number, Member>>(new Map())
  readonly problem = signal<string | null>(null)
  /** The engine's wall clock minus ours, in ms. */
  skew = 0

  private readonly socket: Socket
  private readonly wanted = new Set<number>([0])
  private readonly pending = new Set<string>()
  private etag = ''
  private rosterTimer: ReturnType<typeof setTimeout> | undefined
  private returnTimer: ReturnType<typeof setTimeout> | undefined
  private drawing = false

  constructor(readonly contest: string) {
    this.socket = io({
      transports: ['websocket', 'polling'],
      tryAllTransports: true,
      reconnectionDelay: 300,
      reconnectionDelayMax: 5000,
      randomizationFactor: 0.7,
    })
    this.socket.on('connect', () => {
      this.subscribe(['clock', ...this.wanted])
      // beside the board: its being current does not hang on them
      this.socket.emit('subscribe', { rooms: [{ room: `announcements.${this.contest}` }, { room: `presence.${this.contest}` }] })
      void this.loadTeams()
    })
    this.socket.on('disconnect', (reason) => {
      this.current.value = false
      // cut off as too slow: the library takes that for a farewell and would not come back by itself
      if (reason === 'io server disconnect') this.returnTimer = setTimeout(() => this.socket.connect(), 1000 + Math.random() * 2000)
    })
    this.socket.on('frame', (frame: Heard) => this.received(frame))
  }

  close(): void {
    clearTimeout(this.rosterTimer)
    clearTimeout(this.returnTimer)
    this.socket.close()
  }

  /** Follows the tiles of these rows (and all of a small board); leaves the others. */
  follow(first: number, last: number): void {
    const total = this.board.total
    const all = total <= WHOLE
    const from = all ? 0 : Math.max(0, Math.floor(first / TILE) - SPARE_TILES)
    const to = all ? Math.max(0, Math.ceil(total / TILE) - 1) : Math.min(Math.floor(last / TILE) + SPARE_TILES, Math.ceil(total / TILE) - 1)
    const want = new Set([0]) // the first tile also tells how many rows there are
    for (let tile = from; tile <= to; tile++) want.add(tile)
    const leave = [...this.wanted].filter((tile) => !want.has(tile))
    const enter = [...want].filter((tile) => !this.wanted.has(tile))
    for (const tile of leave) {
      this.wanted.delete(tile)
      this.board.forget(tile)
      this.pending.delete(this.room(tile))
    }
    if (leave.length && this.socket.connected) this.socket.emit('unsubscribe', { rooms: leave.map((tile) => this.room(tile)) })
    enter.forEach((tile) => this.wanted.add(tile))
    if (enter.length && this.socket.connected) this.subscribe(enter)
  }

  private room(tile: number | 'clock'): string {
    return tile === 'clock' ? `clock.${this.contest}` : `board.${this.contest}.public.${tile}`
  }

  private subscribe(tiles: (number | 'clock')[]): void {
    const rooms = tiles.map((tile) => ({ room: this.room(tile), ...(tile === 'clock' ? {} : this.board.have(tile)) }))
    for (const { room } of rooms) this.pending.add(room)
    if (tiles.includes('clock')) this.freshness.subscribed(performance.now())
    this.socket.emit('subscribe', { rooms }, (answer: Acknowledgement) => {
      // what was refused comes as error frames too; a room we are current in has nothing to send: the answer says that we are in
      const refused = new Set(answer.errors?.map((error) => error.room))
      for (const { room } of rooms) {
        if (!refused.has(room) && room.startsWith('board.') && this.board.have(tileOf(room)).seq !== undefined) this.pending.delete(room)
      }
      this.settle()
    })
  }

  private received(frame: Heard): void {
    if (frame.type === 'error') {
      this.problem.value = frame.message
      const beside = frame.room?.startsWith('announcements.') || frame.room?.startsWith('presence.')
      const again = AGAIN_MS[frame.code]
      if (again && frame.room && !beside) {
        // not current until it is answered
        const tile = frame.room.startsWith('clock.') ? 'clock' : tileOf(frame.room)
        this.returnTimer = setTimeout(() => this.socket.connected && this.subscribe([tile]), again * (1 + Math.random()))
      } else if (frame.room) this.pending.delete(frame.room)
      this.settle()
      return
    }
    switch (frame.type) {
      case 'announcements':
        this.announcements.value = frame.announcements
        return
      case 'presence':
        this.viewers.value = frame.viewers
        return
      case 'leaving':
        this.socket.disconnect().connect() // at once, with what we have to resume from
        return
      case 'team':
      case 'submission':
        return // of rooms that this page is not in
    }
    this.problem.value = null
    this.pending.delete(frame.room)
    if (frame.type === 'clock') {
      const spoke = this.freshness.clock(frame.server_time, Date.now(), performance.now())
      if (spoke || !this.clock.value) this.skew = frame.server_time - Date.now()
      const teams = this.clock.value?.teams
      this.clock.value = frame
      if (teams !== frame.teams) this.refreshTeams()
    } else if (this.board.apply(frame, performance.now()) === 'gap') {
      this.subscribe([tileOf(frame.room)])
    } else {
      if (frame.rows?.some((row) => !this.teams.value.has(row[0]))) this.refreshTeams()
      this.draw()
    }
    this.settle()
  }

  private settle(): void {
    this.current.value = this.socket.connected && this.pending.size === 0
  }

  /** Many frames of one tick make one drawing. */
  private draw(): void {
    if (this.drawing) return
    this.drawing = true
    queueMicrotask(() => {
      this.drawing = false
      this.version.value++
    })
  }

  private refreshTeams(): void {
    clearTimeout(this.rosterTimer)
    this.rosterTimer = setTimeout(() => void this.loadTeams(), 250 + Math.random() * 500)
  }

  private async loadTeams(): Promise<void> {
    try {
      const answer = await fetch(`/api/v1/contests/${encodeURIComponent(this.contest)}/teams`, {
        headers: this.etag ? { 'If-None-Match': this.etag } : {},
      })
      if (answer.status === 304) return
      if (!answer.ok) throw new Error(String(answer.status))
      this.etag = answer.headers.get('ETag') ?? ''
      const teams = (await answer.json()) as Member[]
      this.teams.value = new Map(teams.map((team) => [team.n, team]))
    } catch {
      this.rosterTimer = setTimeout(() => void this.loadTeams(), 2000 + Math.random() * 2000)
    }
  }
}
