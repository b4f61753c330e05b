import assert from 'node:assert/strict'
import { test } from 'node:test'
import { pieces } from './pieces.ts'

test('a text falls into what was searched for and the rest', () => {
  assert.deepEqual(pieces('the shortest path', [[4, 12]]), [
    ['the ', false],
    ['shortest', true],
    [' path', false],
  ])
  assert.deepEqual(pieces('path', [[0, 4]]), [['path', true]])
  assert.deepEqual(pieces('', []), [])
})

test('places are those of characters', () => {
  assert.deepEqual(pieces('🎈 balloon', [[2, 9]]), [
    ['🎈 ', false],
    ['balloon', true],
  ])
})

test('matches that overlap are shown once', () => {
  assert.deepEqual(pieces('abcd', [[0, 3], [1, 4]]), [
    ['abc', true],
    ['d', true],
  ])
})
