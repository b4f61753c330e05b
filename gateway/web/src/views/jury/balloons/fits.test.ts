import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fits } from './fits.ts'

test('a runner sees the balloons of a problem and of a row of seats', () => {
  const balloon = { problem_id: 'sum', place: 'B12' }
  assert.ok(fits(balloon))
  assert.ok(fits(balloon, 'sum', 'b1'))
  assert.ok(!fits(balloon, 'other'))
  assert.ok(!fits(balloon, '', '12'))
})
