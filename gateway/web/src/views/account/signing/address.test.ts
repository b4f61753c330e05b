import assert from 'node:assert/strict'
import { test } from 'node:test'
import { within } from './address.ts'

const here = 'https://podium.example'

test('an address of this page is kept with query and hash', () => {
  assert.equal(within('/contests/c?group=a#row', here), '/contests/c?group=a#row')
  assert.equal(within(`${here}/problems`, here), '/problems')
})

test('no address leads to another origin', () => {
  for (const to of [
    'https://evil.example/x',
    '//evil.example',
    '/\\evil.example',
    '\\\\evil.example',
    'javascript:alert(1)',
    'data:text/html,x',
    '/\t/evil.example',
    `${here}//evil.example`,
    'http://podium.example/x',
    'https://podium.example@evil.example/',
  ]) {
    assert.equal(within(to, here), '/', to)
  }
})

test('signing in leads to no page of signing in', () => {
  assert.equal(within('/account/sign-in?to=/x', here), '/')
  assert.equal(within(null, here), '/')
})
