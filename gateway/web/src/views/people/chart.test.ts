import assert from 'node:assert/strict'
import { test } from 'node:test'
import { chart } from './chart.ts'

const box = { width: 120, height: 110, left: 10, right: 10, top: 5, bottom: 5 }

test('the first value is at the left, the last at the right, round lines around all', () => {
  const { points, ticks } = chart([1500, 1540, 1480], box)
  assert.deepEqual([points[0]!.x, points[2]!.x], [10, 110])
  assert.deepEqual(ticks.map((tick) => tick.value), [1480, 1500, 1520, 1540])
  assert.equal(points[1]!.y, 5)
  assert.equal(points[2]!.y, 105)
})

test('one value stands in the middle', () => {
  const { points, ticks } = chart([1500], box)
  assert.equal(points[0]!.x, 60)
  assert.ok(ticks.length >= 2)
})
