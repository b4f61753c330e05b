import assert from 'node:assert/strict'
import { test } from 'node:test'
import { level, weeks } from './heat.ts'

test('a year ends with the week of today, and begins on a Monday', () => {
  const all = weeks([{ date: '2026-11-14', submissions: 3 }], Date.UTC(2026, 10, 14, 23)) // a Saturday
  assert.equal(all.length, 53)
  assert.equal(all[0]![0]!.date, '2025-11-10')
  assert.equal(new Date(all[0]![0]!.date).getUTCDay(), 1)
  assert.deepEqual(all[52]!.at(-1), { date: '2026-11-14', count: 3 })
  assert.equal(all[52]!.length, 6)
})

test('a Sunday is the last day of its week', () => {
  assert.equal(weeks([], Date.UTC(2026, 10, 15))[52]!.length, 7)
  assert.equal(weeks([], Date.UTC(2026, 10, 16))[52]!.length, 1)
})

test('shades are shares of the busiest day', () => {
  assert.deepEqual([0, 1, 5, 10].map((count) => level(count, 10)), [0, 1, 2, 4])
})
