// A connection to a server that the test plays: what was said stands in `said`, and `hear` plays a frame. For tests alone.
import type { Acknowledgement, Heard, Refusal } from '../generated/live.ts'
import type { Wire } from './connection.ts'

interface Said {
  event: string
  rooms: { room: string; epoch?: number; seq?: number }[]
  token?: string
  answer: (answer: Acknowledgement) => void
}

export class FakeWire {
  connected = false
  said: Said[] = []
  /** Tokens that the server takes. */
  readonly good = new Set<string>()
  private readonly handlers = new Map<string, (argument: unknown) => void>()

  on(event: string, handler: (argument: never) => void): this {
    this.handlers.set(event, handler as (argument: unknown) => void)
    return this
  }

  emit(event: string, message: { rooms?: (string | { room: string })[]; token?: string }, answer?: (answer: Acknowledgement) => void): this {
    const rooms = (message.rooms ?? []).map((room) => (typeof room === 'string' ? { room } : room))
    this.said.push({ event, rooms, ...(message.token && { token: message.token }), answer: answer ?? (() => undefined) })
    if (event === 'hello') answer?.({ ok: this.good.has(message.token ?? '') })
    return this
  }

  connect(): this {
    this.connected = true
    this.handlers.get('connect')?.(undefined)
    return this
  }

  disconnect(): this {
    return this.cut('io client disconnect')
  }

  close(): this {
    return this.cut('io client disconnect')
  }

  cut(reason: string): this {
    this.connected = false
    this.handlers.get('disconnect')?.(reason)
    return this
  }

  hear(frame: Heard): void {
    this.handlers.get('frame')?.(frame)
  }

  refuse(room: string, code: Refusal['code']): void {
    this.hear({ type: 'error', room, code, message: code })
  }

  /** The rooms that were asked for since the last look, as they were asked for. */
  asked(): Said['rooms'] {
    const rooms = this.said.filter((said) => said.event === 'subscribe').flatMap((said) => said.rooms)
    this.said = []
    return rooms
  }

  asWire(): Wire {
    return this as unknown as Wire
  }
}

/** What runs in microtasks has run. */
export function settled(): Promise<void> {
  return new Promise((done) => setImmediate(done))
}
