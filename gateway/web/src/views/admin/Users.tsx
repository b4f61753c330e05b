// Accounts: found by name, address, role or state; made one by one or from a file.
import { call } from '../../api/client.ts'
import { usePages } from '../../api/pages.ts'
import { date } from '../../parts/format.ts'
import { useQuery, type Query } from '../../parts/query.ts'
import { Scroll } from '../../parts/Scroll.tsx'
import { Empty, Ready } from '../../parts/States.tsx'
import { usePageTitle } from '../../parts/title.ts'
import type { ManagedUser, UserQuery } from '../../generated/api.ts'
import { FilterBox } from '../people/FilterBox.tsx'
import { ImportDialog } from './ImportDialog.tsx'
import { NewUserDialog } from './NewUserDialog.tsx'
import { words } from './words.ts'
import { More } from '../../parts/More.tsx'

export const ROLES = ['admin', 'creator', 'jury', 'premium'] as const
const STATES = ['active', 'disabled', 'deleted']

export function Users() {
  const [query, change] = useQuery()
  const { name = '', email = '', role = '', state = '' } = query
  usePageTitle(words().sections.users)
  const loaded = usePages<ManagedUser>(
    async (cursor, signal) => {
      const asked = { name, email, role, state, ...(cursor && { cursor }) } as UserQuery
      const page = await call('GET /admin/users', { query: asked, signal })
      return { items: page.users, next: page.next }
    },
    [name, email, role, state],
  )
  return (
    <section class="panel" aria-labelledby="accounts">
      <h2 id="accounts">{words().sections.users}</h2>
      <div class="row-acts">
        <button type="button" class="primary" onClick={() => change({ new: '1' }, true)}>
          {words().newAccount}
        </button>
        <button type="button" onClick={() => change({ import: '1' }, true)}>
          {words().importAccounts}
        </button>
      </div>
      <Filters query={query} change={change} />
      <Ready of={loaded}>{(users) => (users.length === 0 ? <Empty>{words().nobody}</Empty> : <Table users={users} />)}</Ready>
      <More of={loaded} />
      {query['new'] && <NewUserDialog onClose={() => change({ new: '' })} />}
      {query['import'] && <ImportDialog onClose={() => change({ import: '' })} onDone={loaded.reload} />}
    </section>
  )
}

function Filters({ query, change }: { query: Query; change: (parts: Query) => void }) {
  const select = (name: string, label: string, options: [string, string][]) => (
    <label class="inline">
      {label}
      <select value={query[name] ?? ''} onChange={(event) => change({ [name]: event.currentTarget.value })}>
        <option value="">{words().any}</option>
        {options.map(([value, text]) => (
          <option key={value} value={value}>
            {text}
          </option>
        ))}
      </select>
    </label>
  )
  return (
    <search class="row-acts" aria-label={words().find}>
      <FilterBox label={words().beginsWith} value={query['name'] ?? ''} onChange={(name) => change({ name })} />
      <FilterBox label={words().wholeAddress} value={query['email'] ?? ''} onChange={(email) => change({ email })} />
      {select('role', words().role, ROLES.map((role) => [role, role]))}
      {select('state', words().state, STATES.map((state) => [state, words().states[state] ?? state]))}
    </search>
  )
}

export function stateOf(user: ManagedUser): 'active' | 'deleted' | 'disabled' {
  return user.deleted_at ? 'deleted' : user.disabled_at ? 'disabled' : 'active'
}

function Table({ users }: { users: ManagedUser[] }) {
  return (
    <Scroll label={words().sections.users}>
      <table class="data">
        <thead>
          <tr>
            <th scope="col">{words().name}</th>
            <th scope="col">{words().email}</th>
            <th scope="col">{words().roles}</th>
            <th scope="col">{words().state}</th>
            <th scope="col">{words().made}</th>
          </tr>
        </thead>
        <tbody>
          {users.map((user) => (
            <tr key={user.id}>
              <td>
                <a href={`/admin/users/${user.id}`}>{user.name || user.id}</a>
              </td>
              <td>{user.email}</td>
              <td>{user.roles.join(', ')}</td>
              <td>
                <span class={`badge ${stateOf(user)}`}>{words().states[stateOf(user)]}</span>
              </td>
              <td>{date(user.created_at)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  )
}
