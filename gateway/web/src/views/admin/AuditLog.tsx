// Who did what: filters in the address, pages, and whether the log is whole.
import { call } from '../../api/client.ts'
import { usePages } from '../../api/pages.ts'
import { useQuery, type Query } from '../../parts/query.ts'
import { Empty, Ready } from '../../parts/States.tsx'
import { usePageTitle } from '../../parts/title.ts'
import type { AuditEntry, AuditQuery } from '../../generated/api.ts'
import { FilterBox } from '../people/FilterBox.tsx'
import { AuditTable } from './AuditTable.tsx'
import { Verification } from './Verification.tsx'
import { words } from './words.ts'
import { More } from '../../parts/More.tsx'

const FILTERS = ['action', 'kind', 'object', 'actor', 'address', 'outcome', 'marked', 'since', 'until']

export function AuditLog() {
  const [query, change] = useQuery()
  usePageTitle(words().sections.audit)
  const loaded = usePages<AuditEntry>(
    async (cursor, signal) => {
      const page = await call('GET /audit', { query: { ...asked(query), ...(cursor && { cursor }) }, signal })
      return { items: page.entries, next: page.next }
    },
    FILTERS.map((name) => query[name] ?? ''),
  )
  return (
    <>
      <Verification />
      <section class="panel" aria-labelledby="audit">
        <h2 id="audit">{words().sections.audit}</h2>
        <Filters query={query} change={change} />
        <Ready of={loaded}>{(entries) => (entries.length === 0 ? <Empty>{words().noEntries}</Empty> : <AuditTable entries={entries} />)}</Ready>
        <More of={loaded} />
      </section>
    </>
  )
}

/** The filters as the platform takes them: moments with their zone. */
function asked(query: Query): Partial<AuditQuery> {
  const moment = (name: string) => (query[name] ? { [name]: new Date(query[name]).toISOString() } : {})
  const texts = Object.fromEntries(['action', 'kind', 'object', 'actor', 'address', 'outcome'].map((name) => [name, query[name] ?? '']))
  return { ...texts, ...(query['marked'] && { marked: true }), ...moment('since'), ...moment('until') }
}

function Filters({ query, change }: { query: Query; change: (parts: Query) => void }) {
  const text = (name: string, label: string) => <FilterBox label={label} value={query[name] ?? ''} onChange={(value) => change({ [name]: value })} />
  const moment = (name: string, label: string) => (
    <label class="inline">
      {label}
      <input type="datetime-local" value={query[name] ?? ''} onChange={(event) => change({ [name]: event.currentTarget.value })} />
    </label>
  )
  return (
    <search class="row-acts filters">
      {text('action', words().act)}
      {text('kind', words().kind)}
      {text('object', words().objectId)}
      {text('actor', words().actor)}
      {text('address', words().address)}
      <label class="inline">
        {words().outcome}
        <select value={query['outcome'] ?? ''} onChange={(event) => change({ outcome: event.currentTarget.value })}>
          <option value="">{words().any}</option>
          {Object.entries(words().outcomes).map(([value, label]) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </select>
      </label>
      {moment('since', words().from)}
      {moment('until', words().to)}
      <label class="inline">
        <input type="checkbox" checked={Boolean(query['marked'])} onChange={(event) => change({ marked: event.currentTarget.checked ? '1' : '' })} />
        {words().onlyMarked}
      </label>
      {FILTERS.some((name) => query[name]) && (
        <button type="button" onClick={() => change(Object.fromEntries(FILTERS.map((name) => [name, ''])))}>
          {words().clear}
        </button>
      )}
    </search>
  )
}
