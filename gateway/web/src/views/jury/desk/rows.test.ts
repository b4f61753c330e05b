import assert from 'node:assert/strict'
import { test } from 'node:test'
import { neighbour } from './rows.ts'

const IDS = ['a', 'b', 'c']

test('it goes down and up, and stays at the ends', () => {
  assert.equal(neighbour(IDS, 'a', 0, 1), 'b')
  assert.equal(neighbour(IDS, 'c', 2, 1), 'c')
  assert.equal(neighbour(IDS, 'b', 1, -1), 'a')
  assert.equal(neighbour(IDS, 'a', 0, -1), 'a')
})

test('it begins at the top', () => {
  assert.equal(neighbour(IDS, null, 0, 1), 'a')
  assert.equal(neighbour([], null, 0, 1), undefined)
})

test('where the chosen entry is gone, the one in its place is next', () => {
  assert.equal(neighbour(['a', 'c'], 'b', 1, 1), 'c')
  assert.equal(neighbour(['a', 'c'], 'b', 1, -1), 'a')
  assert.equal(neighbour(['a'], 'b', 1, 1), 'a')
})
