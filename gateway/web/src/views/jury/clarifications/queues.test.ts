import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Clarification } from '../../../generated/api.ts'
import { queueOf, sorted } from './queues.ts'

const question = (id: string, more: Partial<Clarification> = {}): Clarification => ({
  id,
  team_id: 't',
  problem_id: '',
  question: 'Why?',
  asked_at: `2026-01-01T00:00:0${id}Z`,
  state: 'open',
  answer: '',
  answered_at: null,
  to_all: false,
  unread: false,
  version: 1,
  team_name: 'T',
  asked_by: 'A',
  claimed_by: null,
  answered_by: null,
  ...more,
})

test('a claim is mine or of another juror', () => {
  assert.equal(queueOf({ state: 'claimed', claimed_by: 'Ann' }, 'Ann'), 'mine')
  assert.equal(queueOf({ state: 'claimed', claimed_by: 'Bob' }, 'Ann'), 'others')
  assert.equal(queueOf({ state: 'answered', claimed_by: null }, 'Ann'), 'answered')
})

test('who waits longest is first, and the last answer', () => {
  const answered = (id: string, at: string) => question(id, { state: 'answered', answered_at: at })
  const queues = sorted([question('2'), question('1'), answered('3', '2026-01-01T01'), answered('4', '2026-01-01T02')], 'Ann')
  assert.deepEqual(queues.open.map((each) => each.id), ['1', '2'])
  assert.deepEqual(queues.answered.map((each) => each.id), ['4', '3'])
})
