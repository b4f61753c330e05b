import assert from 'node:assert/strict'
import { test } from 'node:test'
import { chipsOf } from './chips.ts'

test('chips fill while tests run', () => {
  assert.deepEqual(
    chipsOf([], { test: 2, tests: 4 }).map(({ state }) => state),
    ['done', 'now', 'open', 'open'],
  )
})

test('chips of a judgement have its verdicts', () => {
  const results = [
    { test: 1, verdict: 'AC', cpu: 0, wall: 0, memory: 0 },
    { test: 2, verdict: 'WA', cpu: 0, wall: 0, memory: 0 },
  ]
  assert.deepEqual(chipsOf(results, null), [
    { test: 1, state: 'good', verdict: 'AC' },
    { test: 2, state: 'bad', verdict: 'WA' },
  ])
})
