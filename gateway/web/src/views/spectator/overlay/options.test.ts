import assert from 'node:assert/strict'
import { test } from 'node:test'
import { addressOf, defaults, KINDS, parsed, turned } from './options.ts'

test('an address says what differs, and is read as it was written', () => {
  for (const kind of KINDS) assert.equal(addressOf('c', defaults(kind)), `/overlay/c/${kind}`)
  const options = { ...defaults('board'), from: 11, rows: 5, turn: 8, group: 'ETH Zürich', place: 'top-left' as const, theme: 'light' as const }
  const address = addressOf('swerc 2022', options)
  assert.equal(address, '/overlay/swerc%202022/board?from=11&rows=5&turn=8&group=ETH+Z%C3%BCrich&place=top-left&theme=light')
  assert.deepEqual(parsed('board', Object.fromEntries(new URL(address, 'http://x').searchParams)), options)
})

test('nonsense in an address shows what would be shown without it', () => {
  assert.deepEqual(parsed('fireworks', { rows: 'many', place: 'moon', theme: 'pink', scale: '' }), defaults('board'))
  assert.deepEqual([parsed('queue', { rows: '9999' }).rows, parsed('board', { from: '-3' }).from], [50, 1])
})

test('a board turns its pages and begins again', () => {
  const options = parsed('board', { from: '1', rows: '10', turn: '5', until: '25' })
  assert.deepEqual([0, 4, 5, 10, 15].map((seconds) => turned(options, 100, seconds)), [0, 0, 10, 20, 0])
  assert.equal(turned({ ...options, until: 0 }, 12, 5), 10)
  assert.equal(turned({ ...options, turn: 0 }, 100, 99), 0)
  assert.equal(turned(options, 8, 99), 0)
})
