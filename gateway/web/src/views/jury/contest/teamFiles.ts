// Files of teams and accounts as organizers have them: ICPC's TSV (`teams.tsv`, `accounts.tsv`, `groups.tsv`), and YAML or JSON as DOMjudge
// takes them. Every entry keeps its line, so that a mistake is named with it. The same as `podium admin team import` reads. No drawing.
import type { ListedAccount, ListedTeam } from '../../../generated/api.ts'

export type Team = Required<ListedTeam>
export type Account = Required<ListedAccount> & { password: string }

export interface Mistake {
  file: string
  /** 0: the whole file. */
  line: number
  what: 'head' | 'columns' | 'number' | 'needs' | 'team' | 'yaml' | 'kind'
  /** What stands there. */
  found: string
}

export interface Read {
  teams: Team[]
  accounts: Account[]
  mistakes: Mistake[]
  /** Accounts that are not of teams, and are left out. */
  skipped: number
}

export interface Source {
  name: string
  text: string
}

type Kind = 'teams' | 'accounts' | 'groups'
const KINDS: Kind[] = ['teams', 'accounts', 'groups']

interface Entry {
  line: number
  fields: Record<string, unknown>
}

export async function readFiles(sources: readonly Source[]): Promise<Read> {
  const mistakes: Mistake[] = []
  const entries: Record<Kind, { file: string; entries: Entry[] }[]> = { teams: [], accounts: [], groups: [] }
  for (const source of sources) {
    const found = /\.(ya?ml|json)$/i.test(source.name) ? await fromYaml(source, mistakes) : fromTsv(source, mistakes)
    for (const kind of KINDS) if (found[kind]) entries[kind].push({ file: source.name, entries: found[kind] })
  }
  const groups = new Map(entries.groups.flatMap((each) => each.entries).map(({ fields }) => [text(fields['id']), text(fields['name']) || text(fields['id'])]))
  const teams = entries.teams.flatMap(({ file, entries: all }) => all.flatMap((entry) => team(file, entry, groups, mistakes)))
  const known = new Set(teams.map(({ id }) => id))
  const read: Read = { teams, accounts: [], mistakes, skipped: 0 }
  for (const { file, entries: all } of entries.accounts) for (const entry of all) account(file, entry, known, read)
  return read
}

function text(value: unknown): string {
  return typeof value === 'string' ? value.trim() : typeof value === 'number' ? String(value) : ''
}

function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.map(text).filter(Boolean) : []
}

/** Lines with their columns, behind the one that names the format: `teams<tab>1`. */
function fromTsv({ name, text: content }: Source, mistakes: Mistake[]): Partial<Record<Kind, Entry[]>> {
  const [head = '', ...lines] = content.replace(/^\uFEFF/, '').split(/\r?\n/)
  const [first = '', version = ''] = head.split('\t')
  const kind = KINDS.find((each) => each === first.trim()) ?? (first.trim() === 'File_Version' ? KINDS.find((each) => name.toLowerCase().includes(each)) : undefined)
  if (!kind || !['1', '2'].includes(version.trim())) {
    mistakes.push({ file: name, line: 1, what: 'head', found: head })
    return {}
  }
  const rows = lines.flatMap((line, number) => (line.trim() ? [{ line: number + 2, columns: line.split('\t').map((column) => column.trim()) }] : []))
  return { [kind]: rows.flatMap(({ line, columns }) => ofColumns(kind, name, line, columns, mistakes)) }
}

function ofColumns(kind: Kind, file: string, line: number, columns: string[], mistakes: Mistake[]): Entry[] {
  const [one = '', two = '', three = '', four = '', five = '', , seven = '', , nine = ''] = columns
  if (kind === 'groups') return [{ line, fields: { id: one, name: two } }]
  if (columns.length < (kind === 'teams' ? 4 : 3)) {
    mistakes.push({ file, line, what: 'columns', found: kind })
    return []
  }
  if (kind === 'accounts') return [{ line, fields: { type: one, name: two, username: three, password: four } }]
  if (!/^\d+$/.test(one)) {
    mistakes.push({ file, line, what: 'number', found: one })
    return []
  }
  return [{ line, fields: { id: withoutZeros(one), group_ids: three.split(','), name: four, organization: five, country: seven, location: nine } }]
}

async function fromYaml({ name, text: content }: Source, mistakes: Mistake[]): Promise<Partial<Record<Kind, Entry[]>>> {
  const { parseDocument, LineCounter, isMap, isSeq } = await import('yaml')
  const counter = new LineCounter()
  const document = parseDocument(content, { lineCounter: counter, maxAliasCount: 0 } as object)
  const [error] = document.errors
  if (error) {
    mistakes.push({ file: name, line: counter.linePos(error.pos[0]).line, what: 'yaml', found: error.message.split('\n')[0] ?? '' })
    return {}
  }
  const found: Partial<Record<Kind, Entry[]>> = {}
  const root = document.contents
  const take = (kind: Kind, list: unknown) => {
    if (!isSeq(list)) return
    found[kind] = list.items.flatMap((item) => (isMap(item) ? [{ line: counter.linePos(item.range?.[0] ?? 0).line, fields: item.toJS(document) as Record<string, unknown> }] : []))
  }
  if (isMap(root)) for (const kind of KINDS) take(kind, root.get(kind, true))
  else take(KINDS.find((kind) => name.toLowerCase().includes(kind)) ?? 'teams', root)
  if (Object.keys(found).length === 0) mistakes.push({ file: name, line: 1, what: 'kind', found: '' })
  return found
}

function team(file: string, { line, fields }: Entry, groups: ReadonlyMap<string, string>, mistakes: Mistake[]): Team[] {
  const id = text(fields['id'])
  const name = text(fields['display_name']) || text(fields['name'])
  if (!id || !name) {
    mistakes.push({ file, line, what: 'needs', found: 'id, name' })
    return []
  }
  const named = texts(fields['groups'])
  const place = fields['location']
  return [
    {
      id,
      name,
      organization: text(fields['organization']) || text(fields['affiliation']),
      country: text(fields['country']),
      groups: named.length > 0 ? named : texts(fields['group_ids']).map((group) => groups.get(group) ?? group),
      members: texts(fields['members']),
      location: text(place !== null && typeof place === 'object' ? (place as Record<string, unknown>)['description'] : place),
      line,
    },
  ]
}

function account(file: string, { line, fields }: Entry, teams: ReadonlySet<string>, read: Read): void {
  const username = text(fields['username'])
  if (!username) return void read.mistakes.push({ file, line, what: 'needs', found: 'username' })
  if ((text(fields['type']) || 'team') !== 'team') return void read.skipped++
  const number = /\d+$/.exec(username)?.[0]
  const belongs = text(fields['team_id']) || text(fields['team']) || (number === undefined ? '' : withoutZeros(number))
  if (!teams.has(belongs)) return void read.mistakes.push({ file, line, what: 'team', found: username })
  read.accounts.push({ username, name: text(fields['name']) || username, team: belongs, line, password: text(fields['password']) })
}

function withoutZeros(number: string): string {
  return number.replace(/^0+(?=\d)/, '')
}
