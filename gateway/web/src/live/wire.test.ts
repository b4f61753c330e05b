import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { SocketIoWire } from './wire.ts'

class FakeSocket {
  static made: FakeSocket[] = []
  readonly sent: string[] = []
  closed = false
  onmessage: ((event: { data: string }) => void) | null = null
  onclose: (() => void) | null = null
  onerror: (() => void) | null = null
  readonly address: string

  constructor(address: string) {
    this.address = address
    FakeSocket.made.push(this)
  }

  send(packet: string): void {
    this.sent.push(packet)
  }

  close(): void {
    this.closed = true
  }

  hear(...packets: string[]): void {
    for (const data of packets) this.onmessage?.({ data })
  }
}

const OPEN = '0{"sid":"x","upgrades":[],"pingInterval":25000,"pingTimeout":20000,"maxPayload":16384}'
const ENTERED = '40{"sid":"y"}'

function opened(t: TestContext, without?: () => void) {
  FakeSocket.made = []
  t.mock.timers.enable({ apis: ['setTimeout'] })
  const before = globalThis.WebSocket
  globalThis.WebSocket = FakeSocket as unknown as typeof WebSocket
  t.after(() => (globalThis.WebSocket = before))
  const wire = new SocketIoWire('https://podium.example/', without)
  const said: string[] = []
  wire.on('connect', () => said.push('connect'))
  wire.on('disconnect', (reason) => said.push(reason))
  wire.on('frame', (frame) => said.push(frame.type))
  return { wire, said, socket: () => FakeSocket.made.at(-1)!, tick: (ms: number) => t.mock.timers.tick(ms) }
}

test('it enters the namespace, answers pings, hears frames and acknowledgements', (t) => {
  const { wire, said, socket } = opened(t)
  assert.equal(socket().address, 'wss://podium.example/socket.io/?EIO=4&transport=websocket')
  socket().hear(OPEN)
  assert.equal(wire.connected, false)
  socket().hear(ENTERED, '2', '42["frame",{"type":"clock"}]', '42["other",{}]')
  assert.equal(wire.connected, true)
  const answers: boolean[] = []
  wire.emit('subscribe', { rooms: [] }, ({ ok }) => answers.push(ok))
  wire.emit('hello', { token: 't' }, ({ ok }) => answers.push(ok))
  wire.emit('unsubscribe', { rooms: ['a'] })
  socket().hear('431[{"ok":false}]', '430[{"ok":true}]', '430[{"ok":true}]')
  assert.deepEqual(socket().sent, ['40', '3', '420["subscribe",{"rooms":[]}]', '421["hello",{"token":"t"}]', '42["unsubscribe",{"rooms":["a"]}]'])
  assert.deepEqual(answers, [false, true])
  assert.deepEqual(said, ['connect', 'clock'])
})

test('it comes back after a break, later with each try', (t) => {
  const { said, socket, tick } = opened(t)
  socket().hear(OPEN, ENTERED)
  socket().onclose?.()
  tick(600)
  assert.equal(FakeSocket.made.length, 2)
  for (let tries = 0; tries < 6; tries++) {
    socket().onerror?.()
    tick(8500)
  }
  assert.equal(FakeSocket.made.length, 8)
  socket().onclose?.()
  tick(1400)
  assert.equal(FakeSocket.made.length, 8, 'not at once any more')
  tick(7200)
  socket().hear(OPEN, ENTERED)
  assert.deepEqual(said, ['connect', 'transport close', 'connect'])
})

test('a server that is silent is gone', (t) => {
  const { said, socket, tick } = opened(t)
  socket().hear(OPEN, ENTERED)
  tick(44_000)
  socket().hear('2')
  tick(44_999)
  assert.deepEqual(said, ['connect'])
  tick(1)
  assert.deepEqual(said, ['connect', 'ping timeout'])
})

test('after a farewell it waits to be told to come back', (t) => {
  const { wire, said, socket, tick } = opened(t)
  socket().hear(OPEN, ENTERED, '41')
  tick(60_000)
  assert.equal(FakeSocket.made.length, 1)
  wire.connect()
  assert.equal(FakeSocket.made.length, 2)
  wire.disconnect()
  wire.connect()
  assert.deepEqual([FakeSocket.made.length, FakeSocket.made[1]!.closed], [3, true])
  wire.close()
  tick(60_000)
  assert.equal(FakeSocket.made.length, 3)
  assert.deepEqual(said, ['connect', 'io server disconnect'])
})

test('where no WebSocket gets through it says so, once, and only if none ever did', (t) => {
  let without = 0
  const { socket, tick } = opened(t, () => without++)
  socket().onerror?.()
  tick(600)
  socket().onerror?.()
  assert.equal(without, 1)
  tick(60_000)
  assert.deepEqual([without, FakeSocket.made.length], [1, 2])
})

test('a proxy that was there once is only away', (t) => {
  let without = 0
  const { socket, tick } = opened(t, () => without++)
  socket().hear(OPEN, ENTERED)
  for (let tries = 0; tries < 5; tries++) {
    socket().onerror?.()
    tick(8500)
  }
  assert.equal(without, 0)
})
