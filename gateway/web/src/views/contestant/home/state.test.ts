import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Submission } from '../../../generated/api.ts'
import { ownState } from './state.ts'

const sent = (contest_time: number, verdict: string | null, problem_id = 'sum') => ({ contest_time, verdict, problem_id }) as Submission

test('a problem is solved by its first accepted submission, whatever came later', () => {
  const state = ownState('sum', undefined, [sent(300, 'WA'), sent(200, 'AC'), sent(100, 'WA'), sent(50, 'AC', 'other')])
  assert.deepEqual(state, { kind: 'solved', tries: 2, at: 200, first: false, score: null })
})

test('in the freeze the team knows more than the public board', () => {
  const frozen = ownState('sum', [0, 1, 1, 0, -1, null], [sent(100, 'WA'), sent(200, 'AC')])
  assert.equal(frozen.kind, 'solved')
  const rejected = ownState('sum', [0, 0, 1, 0, -1, null], [sent(200, 'WA')])
  assert.deepEqual([rejected.kind, rejected.tries], ['tried', 1])
})

test('while the submissions are not loaded the board has to do', () => {
  assert.equal(ownState('sum', [0, 2, 0, 2, 41, null], undefined).first, true)
  assert.equal(ownState('sum', [0, 1, 1, 0, -1, null], undefined).kind, 'pending')
  assert.deepEqual(ownState('sum', [0, 3, 0, 0, -1, null], undefined).tries, 3)
})

test('points that are not all of them are a part; an error of the judge is no try', () => {
  assert.equal(ownState('sum', [0, 1, 0, 0, -1, 40], [sent(1, 'WA')]).kind, 'partial')
  assert.deepEqual(ownState('sum', undefined, [sent(1, 'JE')]), { kind: 'none', tries: 0, at: null, first: false, score: null })
  assert.equal(ownState('sum', undefined, [sent(1, 'WA'), sent(2, null)]).kind, 'pending')
})
