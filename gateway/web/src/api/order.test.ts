import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Order } from './order.ts'

test('an answer that others have overtaken is left', () => {
  const order = new Order()
  const [first, second, third] = [order.begin(), order.begin(), order.begin()]
  assert.equal(first(), true)
  assert.equal(third(), true)
  assert.equal(second(), false)
  assert.equal(order.begin()(), true)
})
