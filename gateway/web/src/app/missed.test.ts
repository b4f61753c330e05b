import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ClockFrame } from '../generated/live.ts'
import { missed } from './missed.ts'

const clock = (submissions: number, ...solved: number[]) => ({ submissions, problems: solved.map((each) => ({ solved: each, tried: each })) }) as unknown as ClockFrame

test('what was missed is what there is more of', () => {
  assert.deepEqual(missed(clock(10, 2, 1), clock(17, 4, 1)), { submissions: 7, solved: 2 })
  assert.deepEqual(missed(clock(10, 2), clock(9, 1)), { submissions: 0, solved: 0 }, 'submissions were taken out')
})
