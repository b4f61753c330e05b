import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DEAD_MS, Freshness } from './freshness.ts'

const WALL = 1_700_000_000_000

test('a board is live while the engine speaks, whatever the socket says', () => {
  const fresh = new Freshness()
  assert.equal(fresh.state(false, 0), 'connecting')
  fresh.subscribed(0)
  assert.equal(fresh.state(true, 10), 'connecting')
  fresh.clock(WALL, WALL + 50, 100)
  assert.equal(fresh.state(true, 100), 'live')
  for (let at = 2000; at < 20_000; at += 2000) {
    fresh.clock(WALL, WALL, at)
    assert.equal(fresh.state(true, at + 1999), 'live')
  }
  assert.equal(fresh.state(true, 18_000 + DEAD_MS - 1), 'live')
  assert.equal(fresh.state(true, 18_000 + DEAD_MS), 'stale')
  assert.equal(fresh.age(18_000 + 7500), 7)
  fresh.clock(WALL, WALL, 30_000)
  assert.equal(fresh.state(true, 30_000), 'live')
  assert.equal(fresh.state(false, 30_500), 'reconnecting')
})

test('a frame that the gateway kept of a dead engine proves nothing', () => {
  const fresh = new Freshness()
  fresh.subscribed(0)
  assert.equal(fresh.clock(WALL - 30_000, WALL, 10), false)
  assert.equal(fresh.state(true, 10), 'connecting')
  assert.equal(fresh.state(true, DEAD_MS), 'stale')
  assert.equal(fresh.age(DEAD_MS), null)
})

test('a viewer whose clock is wrong waits for the second frame', () => {
  const fresh = new Freshness()
  fresh.subscribed(0)
  assert.equal(fresh.clock(WALL + 3_600_000, WALL, 10), false)
  assert.equal(fresh.clock(WALL + 3_602_000, WALL + 2000, 2010), true)
  assert.equal(fresh.state(true, 2010), 'live')
  fresh.subscribed(60_000) // after a break, with what is known of before
  fresh.clock(WALL + 3_602_000, WALL + 60_000, 60_010)
  assert.equal(fresh.state(true, 60_010), 'stale')
})
