import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readFiles } from './teamFiles.ts'

const TEAMS = 'teams\t1\n007\text-7\t3\tThree coders\tETH Zürich\tETH\tCHE\tu1\tHall 2, table 17\n8\t\t\tLoners\n'
const ACCOUNTS = 'accounts\t1\nteam\tThree coders\tteam-007\tsecret 1\njudge\tJudge\tjudge-1\tx\nteam\tLoners\tteam008\n'

test('the ICPC’s files are read with groups by name, and accounts by the number at their end', async () => {
  const read = await readFiles([
    { name: 'accounts.tsv', text: ACCOUNTS },
    { name: 'teams.tsv', text: TEAMS.replaceAll('\n', '\r\n') },
    { name: 'groups.tsv', text: 'File_Version\t1\n3\tstudents\n' },
  ])
  assert.deepEqual(read.mistakes, [])
  const first = { id: '7', name: 'Three coders', organization: 'ETH Zürich', country: 'CHE', groups: ['students'], members: [], location: 'Hall 2, table 17', line: 2 }
  assert.deepEqual(read.teams[0], first)
  assert.deepEqual([read.teams[1]!.id, read.teams[1]!.groups, read.skipped], ['8', [], 1])
  assert.deepEqual(read.accounts.map(({ username, team, password }) => [username, team, password]), [['team-007', '7', 'secret 1'], ['team008', '8', '']])
})

test('YAML and JSON are read as DOMjudge takes them', async () => {
  const yaml = 'teams:\n  - id: 7\n    name: Three coders\n    groups: [students]\n    location: {description: Hall 2}\n    members: [ada@example.org]\naccounts:\n  - {username: x, team: 7}\n'
  const read = await readFiles([{ name: 'all.yaml', text: yaml }])
  assert.deepEqual(read.mistakes, [])
  assert.deepEqual([read.teams[0]!.line, read.teams[0]!.location, read.teams[0]!.members], [2, 'Hall 2', ['ada@example.org']])
  assert.equal(read.accounts[0]!.team, '7')
  const json = await readFiles([{ name: 'teams.json', text: '[{"id": "1", "name": "A", "group_ids": ["4"]}]' }])
  assert.deepEqual(json.teams[0]!.groups, ['4'])
})

test('mistakes are named with file and line', async () => {
  const read = await readFiles([
    { name: 'teams.tsv', text: 'teams\t1\nx\t\t\tName\n1\tonly\n2\t\t\tGood\n' },
    { name: 'accounts.tsv', text: 'accounts\t1\nteam\tNo\tteam-9\n' },
    { name: 'other.tsv', text: 'hello\n' },
    { name: 'broken.yaml', text: 'teams:\n  - {id: 1\n' },
  ])
  assert.deepEqual(
    read.mistakes.map(({ file, line, what }) => [file, line, what]),
    [['teams.tsv', 2, 'number'], ['teams.tsv', 3, 'columns'], ['other.tsv', 1, 'head'], ['broken.yaml', 3, 'yaml'], ['accounts.tsv', 2, 'team']],
  )
  assert.equal(read.teams.length, 1)
})
