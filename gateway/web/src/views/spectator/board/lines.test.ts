import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Member } from '../../../generated/api.ts'
import type { Row, TeamFrame } from '../../../generated/live.ts'
import { Board } from '../../../live/board.ts'
import { allLines, chosenLines, followedLines, selectionOf, type Lines } from './lines.ts'
import { parsePins, PINS_MOST, toggled } from './pins.ts'

const row = (n: number): Row => [n, 0, 0, null, [], false]

/** Ranks 1, 2, 2, –, 5: the fourth team has none. */
function board(): Board {
  const made = new Board()
  const order = [4, 2, 0, 3, 1]
  made.apply({ type: 'board', room: 'board.c.public.0', epoch: 1, seq: 1, at: 1, whole: true, total: 5, order, ranks: [1, 2, 2, 0, 5], rows: order.map(row) }, 0)
  return made
}

const teams = new Map<number, Member>(
  Array.from({ length: 5 }, (_, n) => [n, { n, id: `t${n}`, name: `Team ${n}`, organization: n % 2 ? 'odd' : 'even', groups: n > 1 ? ['late'] : [] }]),
)

function standing(lines: Lines) {
  return Array.from({ length: lines.count }, (_, index) => lines.at(index)).map((line) => line && [line.n, line.rank, line.overall])
}

test('all teams as the board has them', () => {
  const lines = allLines(board())
  assert.deepEqual(standing(lines), [[4, 1, undefined], [2, 2, undefined], [0, 2, undefined], [3, 0, undefined], [1, 5, undefined]])
  assert.equal(lines.index(0), 2)
  assert.equal(lines.at(7), undefined)
})

test('chosen teams have ranks among themselves; who has none gets none', () => {
  const chosen = (query: Record<string, string>) => standing(chosenLines(board(), teams, selectionOf(query)))
  assert.deepEqual(chosen({ organization: 'even' }), [[4, 1, 1], [2, 2, 2], [0, 2, 2]])
  assert.deepEqual(chosen({ group: 'late' }), [[4, 1, 1], [2, 2, 2], [3, 0, 0]])
  assert.deepEqual(chosen({ group: 'late', organization: 'odd' }), [[3, 0, 0]])
  assert.deepEqual(chosen({ best: 'yes' }), [[4, 1, 1], [3, 0, 0]])
  assert.deepEqual(chosen({ organization: 'nobody' }), [])
})

test('teams that are followed one by one stand in their order', () => {
  const frame = (n: number, position: number, rank: number): TeamFrame => {
    return { type: 'team', room: `team.c.${n}`, epoch: 1, seq: 1, at: 1, whole: true, position, total: 99, order: [n], ranks: [rank], rows: [row(n)], v: 1 }
  }
  const frames = new Map([frame(7, 60, 55), frame(3, 20, 21)].map((each) => [each.order[0]!, each]))
  assert.deepEqual(standing(followedLines(frames, [7, 3, 5])), [[3, 1, 21], [7, 2, 55]])
})

test('pins stand in an address, each once and not too many', () => {
  assert.deepEqual(parsePins('3.17.3.x.-1.22'), [3, 17, 22])
  assert.deepEqual(parsePins(undefined), [])
  assert.deepEqual(toggled([1, 2], 1), [2])
  assert.equal(toggled([1, 2, 3, 4, 5, 6, 7, 8], 9).length, PINS_MOST)
})
