import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Board } from './board.ts'
import { contestTime, phase, spell } from './clock.ts'
import type { ClockFrame, ContestSettings, Row, TileFrame } from './generated/live.ts'

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
  board.forget(1)
  assert.equal(board.at(50), undefined)
  assert.equal(board.place(99), undefined)
})

const clock = (settings: Partial<ContestSettings>, more: Partial<ClockFrame> = {}): ClockFrame => ({
  type: 'clock', room: 'clock.c', epoch: 1, seq: 1, at: 1, whole: true, thawed: false, final: false, teams: 0, submissions: 0, pending: 0,
  problems: [], chain: '', server_time: 0, v: 1,
  settings: {
    name: 'C', start: 1000, duration: 100_000, freeze: 80_000, pauses: [], medals: [0, 0, 0], playback: null, problems: [],
    rule: 'icpc', options: {}, run_all_tests: false, feedback: 'verdict', judgement_types: {}, ...settings,
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
