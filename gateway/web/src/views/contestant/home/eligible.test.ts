import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Team } from '../../../generated/api.ts'
import { obstacle, opening } from './eligible.ts'

const team = { size: 2, members: [{ user_id: 'ada', name: 'Ada', captain: true }, { user_id: 'bob', name: 'Bob', captain: false }] } as Team

test('a team is registered by its captain, when it has the right size', () => {
  assert.equal(obstacle(team, 'ada', { members_min: 1, members_max: 3 }), null)
  assert.equal(obstacle(team, 'bob', { members_min: 1, members_max: 3 }), 'captain')
  assert.equal(obstacle(team, 'ada', { members_min: 3, members_max: 3 }), 'size')
  assert.equal(obstacle(team, 'ada', { members_min: 1, members_max: 1 }), 'size')
})

test('registration is open from its opening until before its closing', () => {
  assert.equal(opening({ opens: 100, closes: 200 }, 99), 'not-yet')
  assert.equal(opening({ opens: 100, closes: 200 }, 100), 'open')
  assert.equal(opening({ opens: 100, closes: 200 }, 200), 'closed')
  assert.equal(opening({ opens: null, closes: null }, 1), 'open')
})
