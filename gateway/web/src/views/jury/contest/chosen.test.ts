import assert from 'node:assert/strict'
import { test } from 'node:test'
import { added, gone, letter, lettered, moved, PALETTE, twice } from './chosen.ts'

const problems = (labels: string) => [...labels].map((label) => ({ id: label.toLowerCase(), label }))

test('letters go on behind Z', () => {
  assert.deepEqual([0, 25, 26, 51, 52].map(letter), ['A', 'Z', 'AA', 'AZ', 'BA'])
})

test('a problem that is moved takes the letter of its place, where letters are in order', () => {
  const before = problems('ABC')
  const after = lettered(before, moved(before, 2, 0))
  assert.deepEqual(after.map(({ id, label }) => id + label), ['cA', 'aB', 'bC'])
  const own = [{ id: 'x', label: 'X' }, { id: 'y', label: 'B' }]
  assert.deepEqual(lettered(own, moved(own, 1, 0)).map(({ label }) => label), ['B', 'X'])
  assert.deepEqual(moved([1, 2, 3], 0, 9), [2, 3, 1])
})

test('a new problem has a letter and a colour of its own', () => {
  const list = added(added([], 'sum', 'Sum'), 'max', 'Max')
  assert.deepEqual(list.map(({ label, rgb }) => [label, rgb]), [['A', PALETTE[0]], ['B', PALETTE[1]]])
  assert.equal(added(problems('AC'), 'b', 'B').at(-1)!.label, 'B')
})

test('letters that two problems have are named, and problems that go', () => {
  assert.deepEqual(twice(problems('ABA')), ['A'])
  assert.deepEqual(gone(problems('AB'), problems('B')).map(({ id }) => id), ['a'])
})
