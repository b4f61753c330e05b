import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Recording } from '../../../generated/api.ts'
import { Tape } from './tape.ts'

/** b solves A at 60 s, a at 120 s after a wrong try at 90 s; c has no rank, d is disqualified. */
const recording: Recording = {
  end: 300,
  teams: [0, 1, 2, 3],
  unranked: [2, 3],
  disqualified: [3],
  start: [
    [0, 0, 0, 0, null, [0, 0, 0], []],
    [0, 1, 0, 0, null, [0, 0, 0], []],
    [0, 2, 0, 0, null, [0, 0, 0], []],
    [0, 3, 0, 0, null, [2 ** 40], []],
  ],
  changes: [
    [30, 2, 1, 0, null, [-1, 0, 0], [[0, 1, 0, 1, 0, null]]],
    [59, 1, 0, 0, null, [0, 0, 0], [[0, 0, 1, 0, -1, null]]],
    [60, 1, 1, 1, null, [-1, 1, 1], [[0, 1, 0, 2, 1, null]]],
    [90, 0, 0, 0, null, [0, 0, 0], [[0, 1, 0, 0, -1, null]]],
    [120, 0, 1, 22, null, [-1, 22, 2], [[0, 2, 0, 1, 2, null]]],
  ],
}

test('a tape stands at any second, forwards and backwards', () => {
  const tape = new Tape(recording)
  assert.deepEqual(tape.ranking(), { order: [0, 1, 2, 3], ranks: [1, 1, 0, 0] })
  assert.deepEqual([...tape.seek(60)], [2, 1])
  assert.deepEqual(tape.row(1), [1, 1, 1, null, [[0, 1, 0, 2, 1, null]], false])
  assert.deepEqual(tape.ranking(), { order: [2, 1, 0, 3], ranks: [0, 1, 2, 0] })
  assert.deepEqual([...tape.seek(120)], [0])
  assert.deepEqual([...tape.seek(59)].sort(), [0, 1])
  assert.deepEqual(tape.row(0)?.[4], [])
  assert.deepEqual(tape.row(1)?.[4], [[0, 0, 1, 0, -1, null]])
  tape.seek(0)
  assert.deepEqual(tape.rows().map((row) => row[4].length), [0, 0, 0, 0])
  assert.equal(tape.row(3)?.[5], true)
})

test('it knows when something changes, and when problems were solved', () => {
  const tape = new Tape(recording)
  assert.deepEqual([tape.next(0), tape.next(60), tape.next(60, 1), tape.next(120)], [30, 90, null, null])
  assert.deepEqual([tape.previous(60), tape.previous(300, 1), tape.previous(30)], [59, 60, null])
  assert.deepEqual(tape.solves.map(({ second, n, first }) => [second, n, first]), [
    [30, 2, false],
    [60, 1, true],
    [120, 0, false],
  ])
  assert.deepEqual(tape.activity(3), [2, 1, 0])
})
