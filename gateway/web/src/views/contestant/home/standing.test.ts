import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ScoreboardRow } from '../../../generated/api.ts'
import type { TeamFrame } from '../../../generated/live.ts'
import { fromFrame, fromScoreboard } from './standing.ts'

const frame = {
  type: 'team',
  position: 1,
  total: 30,
  order: [4, 7],
  ranks: [1, 2],
  rows: [
    [4, 2, 50, null, [], false],
    [7, 1, 20, null, [[0, 2, 0, 1, 20, null]], false],
  ],
} as unknown as TeamFrame

test('the own row and its neighbours come from the room of the team', () => {
  const standing = fromFrame(frame, 7, (n) => `team ${n}`)!
  assert.equal(standing.own.rank, 2)
  assert.deepEqual(standing.around.map(({ name, own }) => [name, own]), [['team 4', false], ['team 7', true]])
  assert.equal(standing.cells.get(0)?.[1], 2)
  assert.equal(fromFrame({ ...frame, position: -1 }, 7, String), null)
})

test('a virtual participation is found among the recorded rows', () => {
  const row = (team_id: string, rank: number): ScoreboardRow => ({ rank, team_id, score: { num_solved: 1, total_time: 9 }, problems: [{ problem_id: 'b', label: 'B', num_judged: 1, num_pending: 0, solved: true, time: 9 }] })
  const standing = fromScoreboard(['a', 'b', 'c', 'me', 'd'].map((id, at) => row(id, at + 1)), 'me', ['a', 'b'], (id) => id)!
  assert.equal(standing.own.rank, 4)
  assert.deepEqual(standing.around.map(({ key }) => key), ['b', 'c', 'me', 'd'])
  assert.deepEqual(standing.cells.get(1), [1, 1, 0, 1, 9, null])
})
