import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Board } from './board.ts'
import { contestTime, phase, spell } from './time.ts'
import type { ClockFrame, ContestSettings, Row, TileFrame } from '../generated/live.ts'

const row = (n: number, solved = 0): Row => [n, solved, 0, null, [], false]
const frame = (seq: number, more: Partial<TileFrame> = {}): TileFrame => ({ type: 'board', room: 'board.c.public.0', epoch: 1, seq, at: seq, ...more })
const whole = (seq: number, order: number[], more: Partial<TileFrame> = {}) =>
  frame(seq, { whole: true, total: order.length, order, ranks: order.map((_, i) => i + 1), rows: order.map((n) => row(n)), ...more })

test('frames in order make a board', () => {
  const board = new Board()
  assert.equal(board.apply(whole(3, [5, 7]), 0), 'applied')
  assert.equal(board.apply(frame(4, { order: [7, 5], ranks: [1, 1], rows: [row(7, 1)] }), 1), 'applied')
  assert.deepEqual(board.at(0), { n: 7, rank: 1 })
  assert.deepEqual(board.at(1), { n: 5, rank: 1 })
  assert.equal(board.place(5), 1)
  assert.equal(board.rows.get(7)?.[1], 1)
  assert.equal(board.changed.get(7), 1)
  assert.equal(board.changed.has(5), false)
})

test('what is missing is noticed, what is old is left', () => {
  const board = new Board()
  assert.equal(board.apply(frame(4), 0), 'gap')
  board.apply(whole(3, [1]), 0)
  assert.equal(board.apply(frame(5), 0), 'gap')
  assert.equal(board.apply(frame(3), 0), 'old')
  assert.equal(board.apply(whole(2, [2]), 0), 'old')
  assert.equal(board.apply(frame(1, { epoch: 2 }), 0), 'gap')
  assert.equal(board.apply(whole(1, [2], { epoch: 2 }), 0), 'applied')
  assert.equal(board.apply(frame(4), 0), 'old')
  assert.deepEqual(board.have(0), { epoch: 2, seq: 1 })
})

test('tiles lie one behind the other', () => {
  const board = new Board()
  const order = Array.from({ length: 50 }, (_, n) => n)
  board.apply(whole(1, order, { total: 51 }), 0)
  board.apply({ ...whole(1, [99]), room: 'board.c.public.1', total: 51 }, 0)
  assert.equal(board.total, 51)
  assert.equal(board.at(50)?.n, 99)
  board.forget(1, 0)
  assert.equal(board.at(50), undefined)
  assert.equal(board.place(99), undefined)
})

test('an answer for another tile that was on its way longer brings no old row back', () => {
  const board = new Board()
  const upper = Array.from({ length: 50 }, (_, n) => n)
  const lower = Array.from({ length: 50 }, (_, n) => 50 + n)
  const second = { room: 'board.c.public.1', total: 100 }
  const risen = [57, ...upper.slice(0, 49)]
  board.apply(whole(2, risen, { total: 100, rows: [row(57, 1), ...risen.slice(1).map((n) => row(n))] }), 0)
  board.apply({ ...whole(1, lower), ...second }, 0)
  assert.equal(board.place(57), 0)
  board.apply({ ...frame(2, { order: [49, ...lower.filter((n) => n !== 57)], rows: [row(49)] }), ...second }, 0)
  assert.equal(board.rows.get(57)?.[1], 1)
  assert.equal(board.place(57), 0)
  board.apply(frame(3, { order: upper, rows: [row(49)] }), 0)
  board.apply({ ...frame(3, { order: lower, rows: [row(57, 0)] }), ...second }, 0)
  assert.equal(board.rows.get(57)?.[1], 0)
  assert.equal(board.place(57), 57)
})

const clock = (settings: Partial<ContestSettings>, more: Partial<ClockFrame> = {}): ClockFrame => ({
  type: 'clock', room: 'clock.c', epoch: 1, seq: 1, at: 1, whole: true, thawed: false, final: false, teams: 0, submissions: 0, pending: 0,
  medal_ranks: [0, 0, 0],
  problems: [], chain: '', server_time: 0, v: 1,
  settings: {
    name: 'C', start: 1000, duration: 100_000, freeze: 80_000, pauses: [], medals: [0, 0, 0], awards: {}, playback: null, problems: [],
    rule: 'icpc', options: {}, run_all_tests: false, feedback: 'verdict', rated: null, visibility: 'public', judgement_types: {},
    ...settings,
  },
  ...more,
})

test('contest time follows the start, or the playback', () => {
  assert.equal(contestTime(clock({}), 6000, 500), 5500)
  assert.equal(contestTime(clock({ playback: { wall: 1000, time: 60_000, rate: 120 } }), 2000, 0), 180_000)
  assert.equal(contestTime(clock({ start: null }), 2000, 0), null)
  const paused = clock({ pauses: [[1000, 4000], [10_000, 20_000]] })
  assert.deepEqual([500, 2000, 6000, 15_000].map((since) => contestTime(paused, 1000 + since, 0)), [500, 1000, 3000, 7000])
})

test('the phase of a contest', () => {
  assert.equal(phase(clock({}), -1), 'before')
  assert.equal(phase(clock({}), 5), 'running')
  assert.equal(phase(clock({}), 80_000), 'frozen')
  assert.equal(phase(clock({}), 200_000), 'frozen')
  assert.equal(phase(clock({}, { thawed: true }), 200_000), 'over')
  assert.equal(phase(clock({}, { final: true }), 200_000), 'final')
})

test('times are spelled', () => {
  assert.equal(spell(0), '0:00')
  assert.equal(spell(61_000), '1:01')
  assert.equal(spell(3_661_000), '1:01:01')
  assert.equal(spell(-5000), '−0:05')
})

test('who was first is known while that row says so, and who watches is told of changes', () => {
  const board = new Board()
  const told: [Row, Row][] = []
  board.watchers.add((before, after) => told.push([before, after]))
  board.apply(whole(1, [1, 2]), 0)
  const solved: Row = [1, 1, 12, null, [[0, 1, 0, 2, 12, null]], false]
  board.apply(frame(2, { rows: [solved] }), 0)
  assert.deepEqual([...board.firsts], [[0, { n: 1, time: 12 }]])
  assert.deepEqual(told, [[row(1), solved]])
  board.apply(frame(3, { rows: [row(1)] }), 0)
  assert.equal(board.firsts.size, 0)
})

test('who scrolls through a large board does not keep it all', () => {
  const board = new Board()
  for (let tile = 0; tile < 100; tile++) {
    const order = Array.from({ length: 50 }, (_, n) => tile * 50 + n)
    board.apply({ ...whole(1, order, { total: 5000 }), room: `board.c.public.${tile}` }, 0)
    if (tile > 2) board.forget(tile - 2, 0)
  }
  assert.ok(board.rows.size <= 5 * 50 + 200, `${board.rows.size} rows`)
  assert.equal(board.at(99 * 50 + 7)?.n, 99 * 50 + 7)
})
