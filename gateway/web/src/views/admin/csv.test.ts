import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parse, records } from './csv.ts'

test('quotes hold commas, line ends and quotes', () => {
  assert.deepEqual(parse('a,"b, c","d ""e""\nf"\r\ng,h,i'), [
    ['a', 'b, c', 'd "e"\nf'],
    ['g', 'h', 'i'],
  ])
})

test('a file of a spreadsheet may have a byte order mark and semicolons', () => {
  assert.deepEqual(records('\uFEFFName;E-Mail\nAda;ada@example.org\n\n'), [{ name: 'Ada', 'e-mail': 'ada@example.org' }])
})

test('fields that are left out are empty', () => {
  assert.deepEqual(records('email,name,country\na@b,Ada'), [{ email: 'a@b', name: 'Ada', country: '' }])
})
