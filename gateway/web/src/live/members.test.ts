import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseMembers } from './members.ts'

test('a list of teams is read in parts, whatever teams call themselves', async () => {
  const names = ['plain', '},{"n":7', '"},{"n":1,"', '\\"},{\\"n\\":', '[{}]', 'Zürich 🎈']
  const teams = Array.from({ length: 200 }, (_, n) => ({ n, id: `t${n}`, name: names[n % names.length]!, groups: ['a', 'b'] }))
  for (const part of [1, 50, 1000, 1_000_000]) {
    const members = await parseMembers(JSON.stringify(teams), part)
    assert.deepEqual([...members.values()], teams)
  }
  assert.equal((await parseMembers('[]')).size, 0)
})
