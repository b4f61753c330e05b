import assert from 'node:assert/strict'
import { test } from 'node:test'
import { levels } from './headings.ts'

test('headings of a statement go below those of the page, without gaps', () => {
  assert.deepEqual(levels([1, 2, 2, 1], 3), [3, 4, 4, 3])
  assert.deepEqual(levels([1, 3, 2], 3), [3, 4, 4])
  assert.deepEqual(levels([3, 1, 2], 2), [2, 2, 3])
  assert.deepEqual(levels([1, 2, 3, 4, 5, 6], 3), [3, 4, 5, 6, 6, 6])
  assert.deepEqual(levels([], 3), [])
})
