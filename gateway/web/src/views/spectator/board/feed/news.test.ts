import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Cell, Row, TileFrame } from '../../../../generated/live.ts'
import { Board } from '../../../../live/board.ts'
import { Feed, NEWS_MOST, seed, toldBy } from './news.ts'

const row = (n: number, ...cells: Cell[]): Row => [n, cells.filter((cell) => cell[3]).length, 0, null, cells, false]
const frame = (seq: number, more: Partial<TileFrame>): TileFrame => ({ type: 'board', room: 'board.c.public.0', epoch: 1, seq, at: seq, ...more })
const order = (...teams: number[]) => ({ order: teams, ranks: teams.map((_, place) => place + 1) })

test('a solve is told once, with the place before and after', () => {
  const board = new Board()
  board.apply(frame(1, { whole: true, total: 2, ...order(1, 2), rows: [row(1, [0, 1, 0, 2, 5, null]), row(2)] }), 0)
  const feed = new Feed(board)
  assert.deepEqual(feed.news.map(({ n, first }) => [n, first]), [[1, true]])
  board.apply(frame(2, { ...order(2, 1), rows: [row(2, [0, 1, 0, 1, 9, null], [1, 2, 0, 2, 9, null])] }), 0)
  assert.equal(feed.settle(), true)
  assert.deepEqual(feed.news.slice(0, 3).map(({ kind, n, problem, from, to }) => ({ kind, n, problem, from, to })), [
    { kind: 'lead', n: 2, problem: undefined, from: undefined, to: undefined },
    { kind: 'solve', n: 2, problem: 1, from: 2, to: 1 },
    { kind: 'solve', n: 2, problem: 0, from: 2, to: 1 },
  ])
  assert.equal(feed.settle(), false)
  const ids = feed.news.map(({ id }) => id)
  assert.deepEqual(ids, [...ids].sort((a, b) => b - a))
  feed.close()
  assert.equal(board.watchers.size, 0)
})

test('rejected tries and what the freeze hides are no news; gained points are', () => {
  assert.deepEqual(toldBy(row(1), row(1, [0, 1, 0, 0, -1, null])), [])
  assert.deepEqual(toldBy(row(1), row(1, [0, 0, 1, 0, -1, null])), [])
  assert.deepEqual(toldBy(row(1, [0, 1, 0, 0, 5, 20]), row(1, [0, 2, 0, 0, 7, 60])), [{ kind: 'points', n: 1, problem: 0, time: 7, score: 60 }])
  assert.deepEqual(toldBy(row(1, [0, 1, 0, 1, 5, null]), row(1, [0, 1, 0, 2, 5, null])), [])
})

test('the feed does not grow', () => {
  const board = new Board()
  const teams = Array.from({ length: 50 }, (_, n) => n)
  board.apply(frame(1, { whole: true, total: 50, ...order(...teams), rows: teams.map((n) => row(n)) }), 0)
  const feed = new Feed(board)
  for (let problem = 0; problem < 5; problem++) {
    const cells = Array.from({ length: problem + 1 }, (_, each): Cell => [each, 1, 0, 1, each, null])
    board.apply(frame(problem + 2, { rows: teams.map((n) => row(n, ...cells)) }), 0)
    feed.settle()
  }
  assert.equal(feed.news.length, NEWS_MOST)
  assert.equal(seed(board.rows.values()).length, 15)
})
