import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Recording } from '../../../../generated/api.ts'
import { histories } from './history.ts'
import { path, scales, spread, ticks, timeStep } from './layout.ts'

const recording: Recording = {
  end: 3600,
  teams: [1, 2, 3],
  unranked: [3],
  disqualified: [],
  start: [
    [0, 1, 0, 0, null, [0, 0], []],
    [0, 2, 0, 0, null, [0, 0], []],
    [0, 3, 0, 0, null, [0, 0], []],
  ],
  changes: [
    [600, 2, 1, 10, null, [-1, 10], []],
    [1200, 3, 1, 20, null, [-1, 20], []],
    [1800, 1, 1, 9, null, [-1, 9], []],
  ],
}

test('ranks over a contest, with those who have none', () => {
  const found = histories(recording, [1, 2, 3, 99], 3600)
  assert.deepEqual([...found.keys()], [1, 2, 3])
  const at = (n: number, second: number) => found.get(n)!.filter((point) => point.at <= second).pop()!
  assert.deepEqual([at(1, 0), at(1, 700).rank, at(1, 1900).rank, at(1, 3600).at], [{ at: 0, rank: 1, score: 0 }, 2, 1, 3600])
  assert.deepEqual([at(2, 500).rank, at(2, 700).rank, at(2, 1900).rank], [1, 1, 2])
  assert.deepEqual([at(3, 1300).rank, at(3, 1300).score], [0, 1])
  assert.ok(found.get(1)!.length < 10, 'what does not change is left out')
  assert.equal(histories(recording, [1], 900).get(1)!.pop()!.at, 900)
})

test('a line goes in steps, and stops where a team has no rank', () => {
  const by = scales('rank', 3600, 3)
  const points = [0, 600, 1800].map((at, place) => ({ at, rank: [1, 3, 3][place]!, score: 0 }))
  assert.equal(path(points, 'rank', by), `M44.0 14.0H${by.x(600).toFixed(1)}V${by.y(3).toFixed(1)}H${by.x(1800).toFixed(1)}`)
  assert.equal(path([{ at: 0, rank: 0, score: 0 }], 'rank', by), '')
})

test('labels do not cover each other, and ticks are round', () => {
  const placed = spread([100, 102, 20, 101])
  const sorted = [...placed].sort((a, b) => a - b)
  for (let place = 1; place < sorted.length; place++) assert.ok(sorted[place]! - sorted[place - 1]! >= 17)
  assert.ok(Math.max(...spread(new Array<number>(8).fill(345))) <= 346)
  assert.deepEqual(ticks('rank', 120), [1, 20, 40, 60, 80, 100, 120])
  assert.deepEqual(ticks('score', 8), [0, 2, 4, 6, 8])
  assert.equal(timeStep(18_000), 1800)
})
