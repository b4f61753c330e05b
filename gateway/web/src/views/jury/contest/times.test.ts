import assert from 'node:assert/strict'
import { test } from 'node:test'
import { durationText, parseDuration, parseWall, wallText } from './times.ts'

test('durations are read with and without seconds', () => {
  assert.equal(parseDuration('5:00'), 5 * 3_600_000)
  assert.equal(parseDuration(' 0:05:09 '), 309_000)
  assert.equal(parseDuration('120:00:00'), 120 * 3_600_000)
  for (const wrong of ['', '5', '5:60', '1:2:3:4', 'x', '-1:00']) assert.equal(parseDuration(wrong), null)
  assert.equal(durationText(309_000), '0:05:09')
})

test('a moment is what the clocks of its zone show, in summer and in winter', () => {
  const winter = Date.UTC(2027, 0, 15, 8, 30)
  const summer = Date.UTC(2027, 6, 15, 8, 30)
  assert.equal(wallText(winter, 'Europe/Berlin'), '2027-01-15T09:30:00')
  assert.equal(wallText(summer, 'Europe/Berlin'), '2027-07-15T10:30:00')
  for (const zone of ['UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Kathmandu', 'Pacific/Auckland']) {
    for (const at of [winter, summer]) assert.equal(parseWall(wallText(at, zone), zone), at)
  }
  assert.equal(parseWall('', 'UTC'), null)
})

test('around a change of clocks every moment has its wall time', () => {
  const change = Date.UTC(2027, 2, 28, 1) // 02:00 in Berlin becomes 03:00
  for (const at of [change - 3_600_000, change - 1000, change, change + 3_600_000]) {
    assert.equal(parseWall(wallText(at, 'Europe/Berlin'), 'Europe/Berlin'), at)
  }
})
