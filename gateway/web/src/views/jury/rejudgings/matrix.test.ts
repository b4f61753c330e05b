import assert from 'node:assert/strict'
import { test } from 'node:test'
import { matrixOf } from './matrix.ts'

test('rows and columns have the same order, accepted first', () => {
  const matrix = matrixOf([
    { old: 'WA', new: 'AC', submissions: 3 },
    { old: 'WA', new: 'WA', submissions: 2 },
    { old: 'AC', new: 'TLE', submissions: 1 },
  ])
  assert.deepEqual(matrix.rows, ['AC', 'TLE', 'WA'])
  assert.deepEqual(matrix.columns, ['AC', 'TLE', 'WA'])
  assert.equal(matrix.count('WA', 'AC'), 3)
  assert.equal(matrix.count('TLE', 'AC'), 0)
})

test('submissions without a verdict before have a row of their own', () => {
  const matrix = matrixOf([{ old: null, new: 'AC', submissions: 1 }])
  assert.deepEqual(matrix.rows, [null, 'AC'])
  assert.equal(matrix.count(null, 'AC'), 1)
})
