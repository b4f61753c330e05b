import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fromHash, fromProvider } from './hash.ts'

test('links of mails lead to their pages, with the secret behind #', () => {
  assert.equal(fromHash('#/verify/ab_c-1'), '/account/verify#ab_c-1')
  assert.equal(fromHash('#/forgot-password'), '/account/forgot-password')
  assert.equal(fromHash('#/teams/join/CODE-7'), '/teams/join#CODE-7')
})

test('other hashes are places within a page', () => {
  assert.equal(fromHash('#content'), null)
  assert.equal(fromHash('#/nothing/x'), null)
  assert.equal(fromHash('#/verify/<script>'), null)
})

test('a provider sends back to the page that finishes the login', () => {
  assert.equal(fromProvider('?sign-in=uni&code=c&state=s'), '/account/provider?sign-in=uni&code=c&state=s')
  assert.equal(fromProvider('?q=1'), null)
})
