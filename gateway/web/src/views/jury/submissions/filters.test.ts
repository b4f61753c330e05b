import assert from 'node:assert/strict'
import { test } from 'node:test'
import { asked, chosen } from './filters.ts'

test('an address without filters asks for all', () => {
  assert.deepEqual(asked({}), {})
  assert.deepEqual(chosen({ problem: '', diff: 'x' }), {})
})

test('minutes become milliseconds, and words what the API takes', () => {
  const query = { problem: 'a', from: '90', to: '90.5', state: 'done', reviewed: 'false' }
  assert.deepEqual(asked(query), { problem: 'a', from_time: 5_400_000, to_time: 5_430_000, state: 'done', reviewed: false })
})

test('what an address cannot mean is left out', () => {
  assert.deepEqual(asked({ from: 'noon', state: 'lost' }), {})
})
