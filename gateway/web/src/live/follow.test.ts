import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import type { ClockFrame, Row, TileFrame } from '../generated/live.ts'
import { FakeWire, settled } from './fakeWire.ts'
import { follow, type FollowOptions, type Standing } from './follow.ts'

const row = (n: number, solved = 0): Row => [n, solved, solved * 20, null, [], false]
const tile = (number: number, seq: number, more: Partial<TileFrame>): TileFrame => ({ type: 'board', room: `board.c.public.${number}`, epoch: 1, seq, at: seq, ...more })
const whole = (number: number, seq: number, rows: Row[], total = rows.length) =>
  tile(number, seq, { whole: true, total, rows, order: rows.map(([n]) => n), ranks: rows.map((_, place) => number * 50 + place + 1) })
const clock = { type: 'clock', room: 'clock.c', epoch: 1, seq: 1, teams: 2, server_time: Date.now(), final: false, thawed: false } as unknown as ClockFrame
clock.settings = { start: Date.now() - 60_000, duration: 3_600_000, freeze: null, pauses: [], playback: null } as unknown as ClockFrame['settings']

/** Follows a contest with the teams 1 `One` and 2 `Two` over a fake wire, with every board that was told. */
async function following(t: TestContext, options: Partial<FollowOptions> = {}) {
  const members = [{ n: 1, id: 'a', name: 'One', organization: 'Uni' }, { n: 2, id: 'b', name: 'Two' }]
  const fetched = t.mock.method(globalThis, 'fetch', () => Promise.resolve(new Response(JSON.stringify(members), { headers: { ETag: '"1"' } })))
  const wire = new FakeWire()
  const boards: Standing[][] = []
  const made = follow('c', { url: 'http://podium/', wire: wire.asWire(), onBoard: (board) => boards.push(board), ...options })
  t.after(made.close)
  wire.connect()
  await settled()
  return { wire, boards, fetched, made }
}

test('a board comes whole, with names', async (t) => {
  const { wire, boards, fetched } = await following(t)
  assert.deepEqual(wire.asked().map(({ room }) => room), ['clock.c', 'announcements.c', 'board.c.public.0'])
  assert.equal(fetched.mock.calls[0]?.arguments[0], 'http://podium/api/v1/contests/c/teams')
  wire.hear(whole(0, 1, [row(2, 1), row(1)]))
  await settled()
  assert.equal(boards.length, 0, 'the clock has not come yet')
  wire.hear(clock)
  await settled()
  assert.deepEqual(boards.at(-1)?.map(({ rank, name, organization, solved }) => [rank, name, organization, solved]), [[1, 'Two', '', 1], [2, 'One', 'Uni', 0]])
})

test('larger boards are told when all of their tiles are there', async (t) => {
  const { wire, boards } = await following(t)
  wire.hear(clock)
  wire.asked()
  wire.hear(whole(0, 1, Array.from({ length: 50 }, (_, n) => row(n)), 52))
  await settled()
  assert.deepEqual(wire.asked(), [{ room: 'board.c.public.1' }])
  assert.equal(boards.length, 0)
  wire.hear(whole(1, 1, [row(50), row(51)], 52))
  await settled()
  assert.equal(boards.at(-1)?.length, 52)
})

test('behind a gap it asks again with what it has, and tells the board that is whole again', async (t) => {
  const { wire, boards, made } = await following(t)
  wire.hear(clock)
  wire.hear(whole(0, 4, [row(1), row(2)]))
  await settled()
  const told = boards.length
  wire.asked()
  wire.hear(tile(0, 6, { order: [2, 1], ranks: [1, 2], rows: [row(2, 2)] }))
  await settled()
  assert.deepEqual(wire.asked(), [{ room: 'board.c.public.0', epoch: 1, seq: 4 }])
  assert.equal(boards.length, told)
  assert.equal(made.follower.current, false)
  wire.hear(tile(0, 5, { rows: [row(1, 1)] }))
  wire.hear(tile(0, 6, { order: [2, 1], ranks: [1, 2], rows: [row(2, 2)] }))
  await settled()
  assert.deepEqual(boards.at(-1)?.map(({ n, solved }) => [n, solved]), [[2, 2], [1, 1]])
})

test('after a break it resumes, and is current when the answer says that nothing was missed', async (t) => {
  const { wire, boards, made } = await following(t)
  wire.hear(clock)
  wire.hear(whole(0, 4, [row(1)]))
  wire.cut('transport close')
  assert.equal(made.follower.current, false)
  wire.said = []
  wire.connect()
  const [asked] = wire.said
  assert.deepEqual(asked?.rooms.find(({ room }) => room.startsWith('board')), { room: 'board.c.public.0', epoch: 1, seq: 4 })
  wire.hear({ ...clock, seq: 2 })
  asked?.answer({ ok: true })
  await settled()
  assert.equal(made.follower.current, true)
  assert.equal(boards.at(-1)?.length, 1)
})

test('contest time, state, announcements and refusals are told', async (t) => {
  const told: unknown[] = []
  const { wire } = await following(t, {
    onClock: (_, time, phase) => told.push([Math.round((time ?? 0) / 10_000), phase]),
    onState: (state) => told.push(state),
    onAnnouncements: (all) => told.push(all.length),
    onProblem: (message) => told.push(message),
  })
  wire.hear(whole(0, 1, []))
  wire.hear({ type: 'announcements', room: 'announcements.c', epoch: 1, seq: 1, at: 1, whole: true, announcements: [], v: 1 })
  wire.hear({ ...clock, server_time: Date.now() })
  wire.refuse('clock.c', 'unavailable')
  assert.deepEqual(told, ['connecting', 0, 'live', [6, 'running'], 'unavailable'])
})
