// One Socket.IO connection for all rooms: who listens to what, who we are, and how it comes back after a break.
import type { Acknowledgement, ErrorFrame, Heard } from '../generated/live.ts'
import { openWire, type Wire } from './wire.ts'

export type { Wire } from './wire.ts'

/** After so many ms a refused room is asked for again: its engine is away; there is no such contest (yet). Up to twice that, drawn at random. */
const AGAIN_MS: Record<string, number> = { unavailable: 2000, 'not-found': 5000, unauthenticated: 2000, 'rate-limited': 10_000 }
/** Rooms of one `subscribe`: the server takes 64 for a connection. */
const AT_ONCE = 64
const PRIVATE = /^(submissions|clarifications|desk)\.|^board\.[^.]+\.jury\./

/** What a listener is given of a room. Where a room has several, what one of them asks for reaches all: numbered frames may come twice. */
export interface Listener {
  frame: (frame: Exclude<Heard, ErrorFrame>) => void
  /** What it has of a numbered room: it is sent what followed. */
  have?: () => { epoch?: number; seq?: number }
  /** The room is entered (again). Where `have` was current, no frame follows. */
  entered?: () => void
  /** It was not entered, or left again. It is asked for again where that can help. */
  refused?: (error: ErrorFrame) => void
}

export interface Options {
  /** The platform's address; empty: where the page comes from. */
  url?: string
  /** An access token that is good for a while, or null: nobody is signed in. */
  token?: () => Promise<string | null>
  wire?: Wire
}

export class Connection {
  private readonly wire: Wire
  private readonly token: () => Promise<string | null>
  private readonly listeners = new Map<string, Set<Listener>>()
  private readonly entering = new Set<string>()
  private readonly timers = new Set<ReturnType<typeof setTimeout>>()
  private readonly watchers = new Set<(connected: boolean) => void>()
  /** Whose private rooms we may be in: settled once the server has answered `hello`. */
  private identity: Promise<boolean> = Promise.resolve(false)
  /** Whether that answer is on its way: until then we are told of a private contest that there is none. */
  private asking = false

  constructor(options: Options = {}) {
    this.token = options.token ?? (() => Promise.resolve(null))
    this.wire = options.wire ?? openWire(options.url)
    this.wire.on('connect', () => {
      this.introduce()
      this.entering.clear()
      this.subscribe([...this.listeners.keys()])
      this.watchers.forEach((watcher) => watcher(true))
    })
    this.wire.on('disconnect', (reason: string) => {
      this.watchers.forEach((watcher) => watcher(false))
      // cut off as too slow: the library takes that for a farewell and would not come back by itself
      if (reason === 'io server disconnect') this.later(1000 + Math.random() * 2000, () => this.wire.connect())
    })
    this.wire.on('frame', (frame: Heard) => this.received(frame))
  }

  get connected(): boolean {
    return this.wire.connected
  }

  /** Is told whenever the connection stands or breaks, and now. Returns how to stop that. */
  watch(watcher: (connected: boolean) => void): () => void {
    this.watchers.add(watcher)
    watcher(this.connected)
    return () => void this.watchers.delete(watcher)
  }

  /** Listens to a room until the returned function is called. */
  enter(room: string, listener: Listener): () => void {
    const there = this.listeners.get(room) ?? new Set()
    this.listeners.set(room, there.add(listener))
    this.again(room)
    return () => {
      if (!there.delete(listener) || there.size > 0) return
      this.listeners.delete(room)
      this.entering.delete(room)
      if (this.connected) this.wire.emit('unsubscribe', { rooms: [room] })
    }
  }

  /** Asks for a room once more, with what its listener has: something is missing. Rooms asked for together travel together. */
  again(room: string): void {
    if (this.entering.size === 0) queueMicrotask(() => this.flush())
    this.entering.add(room)
  }

  /** Somebody signed in or out, or has a new token. */
  identify(): void {
    if (!this.connected) return
    this.introduce()
    this.subscribe([...this.listeners.keys()].filter((room) => PRIVATE.test(room)))
  }

  close(): void {
    this.timers.forEach(clearTimeout)
    this.wire.close()
  }

  private flush(): void {
    const rooms = [...this.entering]
    this.entering.clear()
    if (this.connected) this.subscribe(rooms)
  }

  /** Says who we are. What is refused before the server knows is asked for again then: nobody waits for what is public. */
  private introduce(): void {
    const identity = (this.identity = this.hello())
    this.asking = true
    void identity.then(() => (this.asking = this.identity !== identity))
  }

  private async hello(): Promise<boolean> {
    const token = await this.token().catch(() => null)
    if (!token) return false
    return new Promise((resolve) => this.wire.emit('hello', { token }, (answer: Acknowledgement) => resolve(answer.ok)))
  }

  private subscribe(rooms: string[]): void {
    this.send(rooms.filter((room) => !PRIVATE.test(room)))
    const hidden = rooms.filter((room) => PRIVATE.test(room))
    if (hidden.length > 0) void this.identity.then((known) => known && this.connected && this.send(hidden))
  }

  private send(rooms: string[]): void {
    const wanted = rooms.filter((room) => this.listeners.has(room))
    for (let from = 0; from < wanted.length; from += AT_ONCE) {
      const part = wanted.slice(from, from + AT_ONCE)
      const asked = part.map((room) => ({ room, ...this.have(room) }))
      this.wire.emit('subscribe', { rooms: asked }, (answer: Acknowledgement) => {
        // what was refused comes as error frames too
        const refused = new Set(answer.errors?.map((error) => error.room))
        for (const room of part) if (!refused.has(room)) this.tell(room, (listener) => listener.entered?.())
      })
    }
  }

  private received(frame: Heard): void {
    if (frame.type === 'leaving') {
      this.wire.disconnect()
      this.wire.connect() // at once, with what we have to resume from
    } else if (frame.type === 'error') {
      if (this.asking && frame.code === 'not-found') void this.identity.then((known) => (known ? this.again(frame.room!) : this.refused(frame)))
      else this.refused(frame)
    } else this.tell(frame.room, (listener) => listener.frame(frame))
  }

  private refused(error: ErrorFrame): void {
    const { room, code } = error
    if (!room) return
    this.tell(room, (listener) => listener.refused?.(error))
    const wait = AGAIN_MS[code]
    if (!wait || !this.listeners.has(room)) return
    this.later(wait * (1 + Math.random()), () => {
      if (code === 'unauthenticated') this.introduce()
      if (this.connected) this.subscribe([room])
    })
  }

  private tell(room: string, what: (listener: Listener) => void): void {
    this.listeners.get(room)?.forEach(what)
  }

  /** What all listeners of a room have: nothing, where one of them is new. */
  private have(room: string): { epoch?: number; seq?: number } {
    const held = [...(this.listeners.get(room) ?? [])].map((listener) => listener.have?.() ?? {})
    return held.reduce((least, other) => (behind(other, least) ? other : least), held[0] ?? {})
  }

  private later(ms: number, what: () => void): void {
    const timer = setTimeout(() => {
      this.timers.delete(timer)
      what()
    }, ms)
    this.timers.add(timer)
  }
}

function behind(a: { epoch?: number; seq?: number }, b: { epoch?: number; seq?: number }): boolean {
  return (a.epoch ?? -1) < (b.epoch ?? -1) || (a.epoch === b.epoch && (a.seq ?? -1) < (b.seq ?? -1))
}
