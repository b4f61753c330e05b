import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isAsset, isOurs, isView } from './kept.ts'

const at = (path: string) => new URL(path, 'https://podium.test')

test('the API, the live connection and other hosts are never answered', () => {
  for (const path of ['/api/v1/contests', '/socket.io/?EIO=4', '/metrics']) assert.equal(isOurs(at(path), 'https://podium.test'), false)
  assert.equal(isOurs(new URL('https://elsewhere.test/'), 'https://podium.test'), false)
  assert.equal(isOurs(at('/contests/c/home'), 'https://podium.test'), true)
})

test('built files are told from views', () => {
  assert.equal(isAsset(at('/assets/index-abc.js')), true)
  assert.equal(isAsset(at('/contests/assets/x')), false)
  assert.equal(isView(at('/contests/spring.cup/home')), true)
  assert.equal(isView(at('/favicon.svg')), false)
  assert.equal(isView(at('/')), true)
})
