import assert from 'node:assert/strict'
import { test } from 'node:test'
import { asUser, refusedRows } from './rows.ts'

test('rows of the wrong shape are found by the fields that the platform names', () => {
  const errors = [
    { field: 'users[1].email', detail: 'no address' },
    { field: 'users[4].name', detail: 'too long' },
    { field: 'users', detail: 'too many' },
  ]
  assert.deepEqual([...refusedRows(errors)], [
    [1, 'no address'],
    [4, 'too long'],
  ])
})

test('a row becomes an account', () => {
  assert.deepEqual(asUser({ email: 'a@b', name: 'Ada', roles: 'creator jury', country: 'gb' }), {
    email: 'a@b',
    name: 'Ada',
    password: null,
    roles: ['creator', 'jury'],
    country: 'GB',
    organization: '',
  })
})
