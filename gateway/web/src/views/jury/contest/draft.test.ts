import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ContestSettings } from '../../../generated/api.ts'
import { changeOf, differing, draftOf, merge } from './draft.ts'

const SETTINGS: ContestSettings = {
  name: 'Cup',
  start: Date.UTC(2027, 4, 1, 8) + 123,
  duration: 18_000_000,
  freeze: 14_400_000,
  rule: 'icpc',
  options: { penalty_minutes: 10 },
  pauses: [
    [60_000, 120_000],
    [130_100, 130_400],
  ],
  medals: [1, 2, 3],
  awards: { winner: true, honors: [{ award: 'honors', least: 3 }] },
}

test('settings that nobody touches are not changed by being edited', () => {
  const { change, faults } = changeOf(draftOf(SETTINGS, 'Europe/Berlin'), SETTINGS, 'Europe/Berlin')
  assert.deepEqual(faults, {})
  assert.equal(change.start, SETTINGS.start)
  assert.deepEqual(change.pauses, SETTINGS.pauses)
  assert.deepEqual(change.medals, [1, 2, 3])
  assert.deepEqual(differing(change, SETTINGS, 'Europe/Berlin'), {})
})

test('only what was typed is sent', () => {
  const draft = { ...draftOf(SETTINGS, 'UTC'), freeze: '', duration: '6:00', 'option.penalty_minutes': '20' }
  const { change } = changeOf(draft, SETTINGS, 'UTC')
  const sent = differing(change, SETTINGS, 'UTC')
  assert.deepEqual(Object.keys(sent).sort(), ['duration', 'freeze', 'options'])
  assert.equal(sent.freeze, null)
  assert.equal(sent.duration, 21_600_000)
})

test('what cannot be is named', () => {
  const draft = { ...draftOf(SETTINGS, 'UTC'), duration: 'five', freeze: '9', start: 'soon', pauses: '0:10-0:05', medalsBy: 'share', gold: '90', silver: '20' }
  const { faults } = changeOf(draft, SETTINGS, 'UTC')
  assert.deepEqual(faults, { duration: 'duration', freeze: 'duration', start: 'moment', pauses: 'pauses', gold: 'shares' })
  assert.deepEqual(changeOf({ ...draftOf(SETTINGS, 'UTC'), freeze: '7:00' }, SETTINGS, 'UTC').faults, { freeze: 'freeze' })
})

test('what somebody else changed is taken over, and what was typed stays', () => {
  const base = draftOf(SETTINGS, 'UTC')
  const mine = { ...base, name: 'My cup', freeze: '3:00:00' }
  const theirs = { ...base, duration: '6:00:00', freeze: '4:30:00' }
  const merged = merge(base, mine, theirs)
  assert.equal(merged.draft['name'], 'My cup')
  assert.equal(merged.draft['duration'], '6:00:00')
  assert.equal(merged.draft['freeze'], '3:00:00')
  assert.deepEqual([merged.taken, merged.both], [['duration'], ['freeze']])
})
