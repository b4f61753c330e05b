import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Announced } from '../../../generated/live.ts'
import { AnnouncementWatch } from './news.ts'

const said = (id: string, text: string, at = 200) => ({ type: 'announced', id, text, at }) as Announced

test('what was announced before one came is no news; each wording is, once', () => {
  const watch = new AnnouncementWatch(100)
  assert.deepEqual(watch.news([]), [])
  assert.deepEqual(watch.news([said('1', 'Welcome', 50)]), [])
  assert.deepEqual(watch.news([said('1', 'Welcome', 50), said('2', 'Lunch')]).map(({ announcement }) => announcement.id), ['2'])
  assert.deepEqual(watch.news([said('1', 'Welcome', 50), said('2', 'Lunch')]), [])
  assert.deepEqual(watch.news([said('2', 'Lunch at one')]), [{ announcement: said('2', 'Lunch at one'), corrected: true }])
})
