import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Submission } from '../../../generated/api.ts'
import type { Progress } from '../../../generated/live.ts'
import { Judged } from './judged.ts'

const submission = (id: string, state: string, verdict: string | null = null) => ({ id, state, verdict }) as Submission
const frame = (id: string, state: Progress['state'], verdict?: string) => ({ type: 'submission', submission: id, state, verdict }) as Progress

test('an answer that was on its way longer than the verdict takes nothing back', () => {
  const judged = new Judged()
  judged.heard(frame('a', 'running'))
  assert.deepEqual(judged.settle([submission('a', 'queued')]), [submission('a', 'queued')])
  judged.heard(frame('a', 'done', 'AC'))
  assert.deepEqual(judged.settle([submission('b', 'queued'), submission('a', 'queued')]), [submission('b', 'queued'), submission('a', 'done', 'AC')])
})

test('what the platform says of a submission that was judged again counts', () => {
  const judged = new Judged()
  judged.heard(frame('a', 'done', 'WA'))
  assert.deepEqual(judged.settle([submission('a', 'done', 'AC')]), [submission('a', 'done', 'AC')])
  judged.heard(frame('a', 'queued'))
  assert.deepEqual(judged.settle([submission('a', 'queued')]), [submission('a', 'queued')])
})
