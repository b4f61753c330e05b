import assert from 'node:assert/strict'
import { test } from 'node:test'
import { begun, faster, known, second, seek, tick, toggle } from './player.ts'

test('an address opens at its second, and nonsense at the beginning', () => {
  assert.deepEqual(begun(18000, '4711', '300'), { at: 4711, rate: 300, playing: false, end: 18000 })
  assert.deepEqual(begun(18000, 'x', '7'), { at: 0, rate: 60, playing: false, end: 18000 })
  assert.equal(begun(18000, '99999', undefined).at, 18000)
})

test('it plays as fast as it should, to the end, and begins again from there', () => {
  let player = toggle(begun(100, '90', '10'))
  player = tick(player, 550)
  assert.equal(second(player), 95)
  player = tick(player, 1000)
  assert.deepEqual([player.at, player.playing], [100, false])
  assert.equal(tick(player, 1000), player)
  assert.equal(toggle(player).at, 0)
})

test('rates go up and down within their bounds', () => {
  const player = begun(100, '0', '120')
  assert.equal(faster(player, 1).rate, 300)
  assert.equal(faster(faster(player, 1), 1).rate, 300)
  assert.equal(faster(begun(100, '0', '1'), -1).rate, 1)
})

test('more of a running contest may be known later', () => {
  const player = known(seek(begun(50, '0', '1'), 500), 80)
  assert.deepEqual([player.at, player.end], [50, 80])
  assert.equal(known(player, 10).at, 10)
})
