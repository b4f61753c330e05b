import assert from 'node:assert/strict'
import { test } from 'node:test'
import { changedFiles } from './changed.ts'

const file = (name: string, text: string) => ({ name, text })

test('single files are compared whatever they are called', () => {
  assert.deepEqual(changedFiles([file('a.py', '1')], [file('b.py', '2')]), [{ name: 'b.py', before: '1', now: '2' }])
  assert.deepEqual(changedFiles([file('a.py', '1')], [file('b.py', '1')]), [])
})

test('of several files, those that differ, are new or are gone', () => {
  const before = [file('a', '1'), file('b', '1'), file('c', '1')]
  const now = [file('a', '1'), file('b', '2'), file('d', '1')]
  assert.deepEqual(changedFiles(before, now), [
    { name: 'b', before: '1', now: '2' },
    { name: 'd', before: '', now: '1' },
    { name: 'c', before: '1', now: '' },
  ])
})
