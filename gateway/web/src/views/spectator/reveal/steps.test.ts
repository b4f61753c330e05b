import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Row } from '../../../generated/live.ts'
import { byItself, hiddenCells, honoured, medalOf, nextHidden, settledFrom, shownBetween } from './steps.ts'

const ROWS: Row[] = [
  [7, 2, 80, null, [[0, 1, 0, 2, 10, null], [1, 1, 0, 1, 70, null], [2, 0, 1, 0, -1, null]], false],
  [3, 1, 20, null, [[0, 1, 0, 1, 20, null], [2, 1, 2, 0, -1, null], [1, 0, 1, 0, -1, null]], false],
  [5, 1, 40, null, [[1, 1, 0, 2, 40, null], [2, 3, 0, 0, -1, null]], false],
]

test('the leftmost hidden cell of the lowest row that has one comes next', () => {
  assert.deepEqual(nextHidden(ROWS), { n: 3, problem: 1, place: 1 })
  assert.equal(hiddenCells(ROWS), 3)
  assert.equal(settledFrom(nextHidden(ROWS)), 2)
  assert.equal(nextHidden([ROWS[2]!]), null)
  assert.equal(settledFrom(null), 0)
})

test('pending tries behind an accepted one hide nothing', () => {
  assert.equal(nextHidden([[1, 1, 5, null, [[0, 1, 1, 1, 5, null]], false]]), null)
})

test('it sees what a step has shown', () => {
  const [, before] = ROWS
  const solved: Row = [3, 2, 120, null, [[0, 1, 0, 1, 20, null], [1, 1, 0, 1, 250, null], [2, 1, 2, 0, -1, null]], false]
  assert.deepEqual(shownBetween(before!, solved), { n: 3, problem: 1, solved: true })
  const failed: Row = [3, 1, 20, null, [[0, 1, 0, 1, 20, null], [1, 0, 1, 0, -1, null], [2, 3, 0, 0, -1, null]], false]
  assert.deepEqual(shownBetween(before!, failed), { n: 3, problem: 2, solved: false })
  assert.equal(shownBetween(solved, before!), null)
  assert.equal(shownBetween(before!, before!), null)
})

test('medals go to those whose place is settled, from the lowest', () => {
  const rank = (place: number) => place + 1
  assert.equal(medalOf(ROWS[0]!, 1, [1, 2, 2]), 'gold')
  assert.equal(medalOf(ROWS[2]!, 3, [1, 2, 2]), null)
  assert.equal(medalOf([9, 0, 0, null, [], false], 1, [1, 2, 3]), null)
  assert.equal(medalOf(ROWS[0]!, 0, [1, 2, 3]), null)
  assert.deepEqual(honoured(ROWS, rank, [1, 2, 3], 3, 0), [5, 3, 7])
  assert.deepEqual(honoured(ROWS, rank, [1, 2, 2], 3, 2), [])
  assert.deepEqual(honoured(ROWS, rank, [1, 2, 3], 1, 2), [], 'a step back honours nobody')
})

test('steps come by themselves below the chosen row', () => {
  const next = { n: 1, problem: 0, place: 11 }
  assert.equal(byItself(next, 10), true)
  assert.equal(byItself(next, 12), false)
  assert.equal(byItself(next, 0), false)
  assert.equal(byItself(null, 10), false)
})
