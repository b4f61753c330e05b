import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Contest } from '../../../generated/api.ts'
import { endingFirst, onlyRunning, soonestFirst, untilChange } from './order.ts'

const contest = (id: string, starts: string | null, ends: string | null) => ({ id, starts_at: starts, ends_at: ends }) as Contest
const a = contest('a', '2030-01-01T10:00:00Z', '2030-01-01T15:00:00Z')
const b = contest('b', '2030-01-01T09:00:00Z', '2030-01-01T16:00:00Z')
const open = contest('open', null, null)

test('upcoming contests by their start, running ones by their end', () => {
  assert.deepEqual(soonestFirst([open, a, b]).map(({ id }) => id), ['b', 'a', 'open'])
  assert.deepEqual(endingFirst([open, b, a]).map(({ id }) => id), ['a', 'b', 'open'])
})

test('the list is asked for again when the next contest starts or ends', () => {
  const now = Date.parse('2030-01-01T09:30:00Z')
  assert.equal(untilChange([a, b, open], now), 30 * 60_000)
  assert.equal(untilChange([open], now), null)
})

test('the start page leads to the only contest that runs', () => {
  assert.equal(onlyRunning([a], []), '/contests/a')
  assert.equal(onlyRunning([a], [a]), '/contests/a/home')
  assert.equal(onlyRunning([a, b], [a]), null)
  assert.equal(onlyRunning([], []), null)
})
