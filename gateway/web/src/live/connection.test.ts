import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import type { Announced, Heard } from '../generated/live.ts'
import { Connection, type Listener } from './connection.ts'
import { FakeWire, settled } from './fakeWire.ts'

const said: Listener = { frame: () => undefined }
const announcements = (room: string, all: Announced[] = []): Heard => ({ type: 'announcements', room, epoch: 1, seq: 1, at: 1, whole: true, announcements: all, v: 1 })

function made(token: () => string | null = () => null) {
  const wire = new FakeWire()
  return { wire, connection: new Connection({ wire: wire.asWire(), token: () => Promise.resolve(token()) }) }
}

test('rooms that are entered together travel together, once the connection stands', async () => {
  const { wire, connection } = made()
  connection.enter('clock.c', said)
  connection.enter('board.c.public.0', said)
  await settled()
  assert.equal(wire.said.length, 0)
  wire.connect()
  assert.deepEqual(wire.said.map(({ event, rooms }) => [event, rooms.length]), [['subscribe', 2]])
  connection.enter('board.c.public.1', said)
  connection.enter('board.c.public.2', said)
  await settled()
  assert.deepEqual(wire.said.at(-1)?.rooms.map(({ room }) => room), ['board.c.public.1', 'board.c.public.2'])
})

test('a hundred rooms are asked for in messages of 64', () => {
  const { wire, connection } = made()
  for (let tile = 0; tile < 100; tile++) connection.enter(`board.c.public.${tile}`, said)
  wire.connect()
  assert.deepEqual(wire.said.map(({ rooms }) => rooms.length), [64, 36])
})

test('after a break all rooms are asked for again, with what is known of them', async () => {
  const { wire, connection } = made()
  const states: boolean[] = []
  connection.watch((connected) => states.push(connected))
  connection.enter('board.c.public.0', { ...said, have: () => ({ epoch: 3, seq: 17 }) })
  connection.enter('clock.c', said)
  wire.connect()
  wire.asked()
  wire.cut('transport close')
  connection.enter('announcements.c', said) // during the break
  await settled()
  assert.deepEqual(wire.asked(), [])
  wire.connect()
  assert.deepEqual(wire.asked(), [{ room: 'board.c.public.0', epoch: 3, seq: 17 }, { room: 'clock.c' }, { room: 'announcements.c' }])
  assert.deepEqual(states, [false, true, false, true])
})

test('a gateway that leaves is left at once', () => {
  const { wire, connection } = made()
  connection.enter('clock.c', said)
  wire.connect()
  wire.asked()
  wire.hear({ type: 'leaving', seconds: 5, v: 1 } as Heard)
  assert.deepEqual(wire.asked(), [{ room: 'clock.c' }])
})

test('who was cut off as too slow comes back', (t: TestContext) => {
  t.mock.timers.enable({ apis: ['setTimeout'] })
  const { wire } = made()
  wire.connect()
  wire.cut('io server disconnect')
  assert.equal(wire.connected, false)
  t.mock.timers.tick(3000)
  assert.equal(wire.connected, true)
})

test('a room that was refused is asked for again where that can help', async (t: TestContext) => {
  t.mock.timers.enable({ apis: ['setTimeout'] })
  const { wire, connection } = made()
  const refused: string[] = []
  for (const room of ['clock.away', 'clock.nope', 'clock.closed']) connection.enter(room, { ...said, refused: (error) => refused.push(error.code) })
  wire.connect()
  await settled()
  wire.asked()
  wire.refuse('clock.away', 'unavailable')
  wire.refuse('clock.nope', 'not-found')
  wire.refuse('clock.closed', 'forbidden')
  assert.deepEqual(refused, ['unavailable', 'not-found', 'forbidden'])
  t.mock.timers.tick(1999)
  assert.deepEqual(wire.asked(), [])
  t.mock.timers.tick(2001)
  assert.deepEqual(wire.asked(), [{ room: 'clock.away' }])
  t.mock.timers.tick(6000)
  assert.deepEqual(wire.asked(), [{ room: 'clock.nope' }])
  t.mock.timers.tick(60_000)
  assert.deepEqual(wire.asked(), [])
})

test('private rooms are asked for after the server has answered hello', async () => {
  const { wire, connection } = made(() => 'good')
  wire.good.add('good')
  connection.enter('submissions.c.7', said)
  connection.enter('board.c.jury.0', said)
  connection.enter('clock.c', said)
  wire.connect()
  assert.deepEqual(wire.asked(), [{ room: 'clock.c' }], 'nobody waits for the public ones')
  await settled()
  assert.deepEqual(wire.said.map(({ event }) => event), ['hello', 'subscribe'])
  assert.deepEqual(wire.asked(), [{ room: 'submissions.c.7' }, { room: 'board.c.jury.0' }])
})

test('what a private contest refuses before the server knows who asks is asked for again as soon as it knows', async () => {
  const { wire, connection } = made(() => 'good')
  wire.good.add('good')
  const refused: string[] = []
  connection.enter('clock.secret', { ...said, refused: (error) => refused.push(error.code) })
  wire.connect()
  assert.deepEqual(wire.asked(), [{ room: 'clock.secret' }])
  wire.refuse('clock.secret', 'not-found')
  await settled()
  assert.deepEqual(wire.said.map(({ event }) => event), ['hello', 'subscribe'])
  assert.deepEqual(wire.asked(), [{ room: 'clock.secret' }])
  assert.deepEqual(refused, [], 'nobody is told what does not hold')
  wire.refuse('clock.secret', 'not-found')
  assert.deepEqual(refused, ['not-found'])
})

test('what is refused to somebody who is not signed in is told', async () => {
  const { wire, connection } = made()
  const refused: string[] = []
  connection.enter('clock.nope', { ...said, refused: (error) => refused.push(error.code) })
  wire.connect()
  wire.asked()
  wire.refuse('clock.nope', 'not-found')
  await settled()
  assert.deepEqual(refused, ['not-found'])
  assert.deepEqual(wire.asked(), [])
})

test('without a token, or with a bad one, private rooms wait until somebody signs in', async () => {
  let token: string | null = null
  const { wire, connection } = made(() => token)
  wire.good.add('good')
  connection.enter('clarifications.c.7', said)
  connection.enter('clock.c', said)
  wire.connect()
  await settled()
  assert.deepEqual(wire.asked(), [{ room: 'clock.c' }])
  token = 'bad'
  connection.identify()
  await settled()
  assert.deepEqual(wire.asked(), [])
  token = 'good'
  connection.identify()
  await settled()
  assert.deepEqual(wire.asked(), [{ room: 'clarifications.c.7' }])
})

test('a token that ran out is shown anew', async (t: TestContext) => {
  let token = 'old'
  const { wire, connection } = made(() => token)
  wire.good.add('old').add('new')
  connection.enter('submissions.c.7', said)
  wire.connect()
  await settled()
  wire.asked()
  token = 'new'
  t.mock.timers.enable({ apis: ['setTimeout'] })
  wire.refuse('submissions.c.7', 'unauthenticated')
  t.mock.timers.tick(4000)
  t.mock.timers.reset()
  await settled()
  assert.deepEqual(wire.said.map(({ event, token }) => [event, token]), [['hello', 'new'], ['subscribe', undefined]])
})

test('a room that is entered twice is heard twice, and left when both have left', async () => {
  const { wire, connection } = made()
  const heard: string[] = []
  const first = connection.enter('announcements.c', { frame: () => heard.push('first'), entered: () => heard.push('entered') })
  wire.connect()
  const second = connection.enter('announcements.c', { frame: () => heard.push('second') })
  await settled()
  wire.hear(announcements('announcements.c'))
  wire.hear(announcements('announcements.other'))
  assert.deepEqual(heard, ['first', 'second'])
  wire.said.at(-1)?.answer({ ok: true })
  assert.deepEqual(heard.slice(2), ['entered'])
  wire.said = []
  first()
  first()
  assert.equal(wire.said.length, 0)
  second()
  assert.deepEqual(wire.said.map(({ event, rooms }) => [event, rooms[0]?.room]), [['unsubscribe', 'announcements.c']])
})

test('of several listeners of a room the one that has least says what is asked for', async () => {
  const { wire, connection } = made()
  const have = (epoch: number, seq: number): Listener => ({ ...said, have: () => ({ epoch, seq }) })
  connection.enter('board.c.public.0', have(2, 9))
  connection.enter('board.c.public.0', have(2, 4))
  wire.connect()
  assert.deepEqual(wire.asked(), [{ room: 'board.c.public.0', epoch: 2, seq: 4 }])
  connection.enter('board.c.public.0', { ...said, have: () => ({}) })
  await settled()
  assert.deepEqual(wire.asked(), [{ room: 'board.c.public.0' }], 'a new one needs all of it')
})
