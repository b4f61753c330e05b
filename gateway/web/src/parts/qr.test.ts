import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import { qr } from './qr.ts'

/** SHA-256 of what python-qrcode 8 draws with the same mask: rows of 0 and 1, with line ends between them. */
const KNOWN: [string, number, string][] = [
  ['a', 1, 'e8ab680854e4019c'],
  ['HELLO world', 1, 'd41adb35465217b0'],
  ['otpauth://totp/Podium:ada%40example.org?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=Podium', 6, 'de2b1d37680cb759'],
  ['x'.repeat(150), 8, '9782fa7f0642d3e6'],
  ['ü'.repeat(100), 10, 'aeb4c872889449df'],
  ['y'.repeat(250), 11, 'fbedcb03c4857e67'],
  ['z'.repeat(300), 13, 'b7e633ce7cf97c05'],
  ['q'.repeat(350), 14, '6aef3c2e45cefb52'],
  ['w'.repeat(412), 15, 'b32e6e50edfa358f'],
]

test('symbols are those of another encoder', () => {
  for (const [text, version, hash] of KNOWN) {
    const rows = qr(text).map((row) => row.map(Number).join(''))
    assert.equal(rows.length, version * 4 + 17, text)
    assert.equal(createHash('sha256').update(rows.join('\n')).digest('hex').slice(0, 16), hash, text)
  }
})

test('a text that is too long is refused', () => {
  assert.throws(() => qr('w'.repeat(413)), RangeError)
})
