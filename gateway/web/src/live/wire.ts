// Socket.IO over a WebSocket, as much of it as the live API needs: a fifth of the size of the library, which is loaded where no WebSocket opens.
import type { Acknowledgement, Heard } from '../generated/live.ts'

/** What carries messages. A test plays the server with one of its own. */
export interface Wire {
  readonly connected: boolean
  on(event: 'connect', handler: () => void): unknown
  on(event: 'disconnect', handler: (reason: string) => void): unknown
  on(event: 'frame', handler: (frame: Heard) => void): unknown
  emit(event: string, message: object, answer?: (answer: Acknowledgement) => void): unknown
  connect(): unknown
  disconnect(): unknown
  close(): unknown
}

interface Handlers {
  connect: (() => void)[]
  disconnect: ((reason: string) => void)[]
  frame: ((frame: Heard) => void)[]
}

const RETRY_MS = 300
const RETRY_MOST_MS = 5000
/** From opening the WebSocket to being in the namespace. */
const OPEN_MS = 20_000
/** After so many tries of which none has ever opened, a proxy in between may know no WebSockets. */
const TRIES = 2

export class SocketIoWire implements Wire {
  connected = false
  private readonly address: string
  private readonly handlers: Handlers = { connect: [], disconnect: [], frame: [] }
  private readonly answers = new Map<number, (answer: Acknowledgement) => void>()
  private readonly without: (() => void) | undefined
  private socket: WebSocket | null = null
  private wanted = true
  private opened = false
  private tries = 0
  private next = 0
  /** Until when the server has to say something. */
  private silence = OPEN_MS
  private retry: ReturnType<typeof setTimeout> | undefined
  private watchdog: ReturnType<typeof setTimeout> | undefined

  /** `url`: of the platform. `without` is called when WebSockets do not get through: this wire then ends. */
  constructor(url: string, without?: () => void) {
    this.address = `${url.replace(/^http/, 'ws').replace(/\/$/, '')}/socket.io/?EIO=4&transport=websocket`
    this.without = without
    globalThis.addEventListener?.('offline', () => this.lost('transport close'))
    globalThis.addEventListener?.('online', () => this.wanted && !this.socket && this.open())
    this.open()
  }

  on<E extends keyof Handlers>(event: E, handler: Handlers[E][number]): void {
    ;(this.handlers[event] as Handlers[E][number][]).push(handler)
  }

  emit(event: string, message: object, answer?: (answer: Acknowledgement) => void): void {
    const number = answer ? this.next++ : ''
    if (answer) this.answers.set(number as number, answer)
    this.socket?.send(`42${number}${JSON.stringify([event, message])}`)
  }

  connect(): void {
    this.wanted = true
    if (!this.socket) this.open()
  }

  disconnect(): void {
    this.wanted = false
    clearTimeout(this.retry)
    this.lost('io client disconnect')
  }

  close(): void {
    this.disconnect()
  }

  private open(): void {
    clearTimeout(this.retry)
    const socket = (this.socket = new WebSocket(this.address))
    this.silence = OPEN_MS
    this.listen()
    socket.onmessage = ({ data }) => this.socket === socket && this.received(String(data))
    socket.onclose = socket.onerror = () => this.socket === socket && this.lost('transport close')
  }

  private received(packet: string): void {
    this.listen()
    if (packet[0] === '0') {
      const { pingInterval, pingTimeout } = JSON.parse(packet.slice(1)) as { pingInterval: number; pingTimeout: number }
      this.silence = pingInterval + pingTimeout
      this.socket?.send('40')
    } else if (packet === '2') this.socket?.send('3')
    else if (packet.startsWith('40')) this.entered()
    else if (packet.startsWith('41')) {
      this.wanted = false // a farewell: whoever listens decides when to come back
      this.lost('io server disconnect')
    } else if (packet.startsWith('42')) this.heard(packet.slice(2))
    else if (packet.startsWith('43')) this.answered(packet.slice(2))
    else if (packet.startsWith('44') || packet[0] === '1') this.lost('transport close')
  }

  private entered(): void {
    this.connected = this.opened = true
    this.tries = 0
    this.listen()
    this.handlers.connect.forEach((handler) => handler())
  }

  private heard(text: string): void {
    const [event, frame] = JSON.parse(text) as [string, Heard]
    if (event === 'frame') this.handlers.frame.forEach((handler) => handler(frame))
  }

  private answered(text: string): void {
    const start = text.indexOf('[')
    const number = Number(text.slice(0, start))
    const answer = this.answers.get(number)
    this.answers.delete(number)
    answer?.((JSON.parse(text.slice(start)) as [Acknowledgement])[0])
  }

  /** A server that says nothing for so long is gone. */
  private listen(): void {
    clearTimeout(this.watchdog)
    this.watchdog = setTimeout(() => this.lost('ping timeout'), this.silence)
  }

  private lost(reason: string): void {
    const { socket, connected } = this
    if (!socket) return
    this.socket = null
    this.connected = false
    this.answers.clear()
    clearTimeout(this.watchdog)
    socket.onclose = socket.onerror = socket.onmessage = null
    socket.close()
    this.tries++
    const blocked = !this.opened && this.tries >= TRIES && this.wanted && this.without
    if (blocked) this.wanted = false
    if (this.wanted) this.retry = setTimeout(() => this.open(), Math.min(RETRY_MOST_MS, RETRY_MS * 2 ** (this.tries - 1)) * (0.3 + Math.random() * 1.4))
    if (connected) this.handlers.disconnect.forEach((handler) => handler(reason))
    if (blocked) blocked()
  }
}

/** A wire that begins with WebSockets of its own and goes on with the library, by long-polling, where they do not get through. */
export function openWire(url?: string): Wire {
  const handlers: [string, never][] = []
  const origin = url ?? globalThis.location?.origin ?? ''
  let closed = false
  const own = new SocketIoWire(origin, () => {
    import('socket.io-client').then(
      ({ io }) => {
        if (closed) return
        wire = io(origin, { reconnectionDelay: RETRY_MS, reconnectionDelayMax: RETRY_MOST_MS, randomizationFactor: 0.7 })
        for (const [event, handler] of handlers) wire.on(event as 'frame', handler)
      },
      // nothing gets through: the platform is away
      () => setTimeout(() => !closed && own.connect(), RETRY_MOST_MS),
    )
  })
  let wire: Wire = own
  return {
    get connected() {
      return wire.connected
    },
    on: (event: string, handler: unknown) => {
      handlers.push([event, handler as never])
      wire.on(event as 'frame', handler as never)
    },
    emit: (event, message, answer) => void wire.emit(event, message, ...(answer ? [answer] : [])),
    connect: () => wire.connect(),
    disconnect: () => wire.disconnect(),
    close: () => {
      closed = true
      wire.close()
    },
  }
}
