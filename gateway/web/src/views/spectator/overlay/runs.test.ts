import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Cell, Row } from '../../../generated/live.ts'
import { JUDGED_MS, Queue, Ticker } from './runs.ts'

function row(n: number, ...cells: Cell[]): Row {
  return [n, 0, 0, null, cells, false]
}

test('the ticker begins by times and goes on as solves come', () => {
  const ticker = new Ticker()
  ticker.update([row(1, [0, 1, 0, 1, 30, null]), row(2, [0, 1, 0, 2, 10, null], [1, 0, 1, 0, -1, null])])
  assert.deepEqual(ticker.last(5).map(({ n, time }) => [n, time]), [[1, 30], [2, 10]])
  ticker.update([row(1, [0, 1, 0, 1, 30, null]), row(2, [0, 1, 0, 2, 10, null], [1, 1, 0, 2, 29, null])])
  assert.deepEqual(ticker.last(1), [{ n: 2, problem: 1, time: 29, first: true, order: 2 }])
  assert.deepEqual(ticker.firsts().map(({ problem, n }) => [problem, n]), [[0, 2], [1, 2]])
})

test('a run waits, is judged, and goes', () => {
  const queue = new Queue()
  queue.update([row(1, [0, 0, 1, 0, -1, null]), row(2, [0, 2, 1, 0, -1, null], [1, 1, 1, 1, 5, null])], 1000)
  queue.update([row(3, [2, 0, 1, 0, -1, null])], 2000)
  assert.deepEqual(queue.shown(9).map((run) => run.n), [3, 1, 2])
  assert.equal(queue.featured((n) => n, undefined)?.n, 1)
  assert.equal(queue.featured((n) => n, 2)?.n, 2)
  queue.update([row(1, [0, 1, 0, 1, 7, null]), row(2, [0, 3, 0, 0, -1, null])], 3000)
  assert.deepEqual(queue.shown(9).map((run) => [run.n, run.solved]), [[1, true], [2, false], [3, null]])
  assert.equal(queue.featured((n) => n, undefined)?.n, 3, 'what waits matters more')
  queue.update([row(2, [0, 3, 1, 0, -1, null])], 4000)
  queue.update([], 3001 + JUDGED_MS)
  assert.deepEqual(queue.shown(9).map((run) => run.n), [2, 3])
})
