// An account as administrators look after it.
import { call } from '../../api/client.ts'
import { useLoaded } from '../../api/loaded.ts'
import { country } from '../../parts/countries.ts'
import { dateTime } from '../../parts/format.ts'
import { Ready } from '../../parts/States.tsx'
import { usePageTitle } from '../../parts/title.ts'
import type { ManagedUser } from '../../generated/api.ts'
import { KeyTable } from '../account/settings/KeyTable.tsx'
import { MailTable } from '../account/settings/MailTable.tsx'
import { RolesPart } from './RolesPart.tsx'
import { UserActs } from './UserActs.tsx'
import { stateOf } from './Users.tsx'
import { words } from './words.ts'

export function UserPage({ user = '' }: { user?: string }) {
  const loaded = useLoaded((signal) => call('GET /admin/users/{user}', { path: { user }, signal }), [user])
  usePageTitle(loaded.value?.name ?? words().sections.users)
  return (
    <Ready of={loaded}>
      {(account) => (
        <>
          <Facts of={account} />
          {!account.deleted_at && (
            <>
              <RolesPart user={user} onChange={loaded.reload} />
              <UserActs user={account} onChange={loaded.reload} />
              <Keys user={user} />
              <SentTo user={user} />
            </>
          )}
        </>
      )}
    </Ready>
  )
}

function Facts({ of }: { of: ManagedUser }) {
  const state = stateOf(of)
  const at = of.deleted_at ?? of.disabled_at
  return (
    <section class="panel">
      <h2>
        {of.name || of.id} <span class={`badge ${state}`}>{words().states[state]}</span>
      </h2>
      <p class="facts">
        {[of.email, country(of.country), of.organization, dateTime(of.created_at), at ? `${words().states[state]} ${words().since(dateTime(at))}` : ''].filter(Boolean).map((fact) => (
          <span key={fact}>{fact}</span>
        ))}
      </p>
      <p class="facts">
        {!of.deleted_at && <a href={`/users/${of.id}`}>{words().profile}</a>}
        <a href={`/admin/audit?kind=user&object=${of.id}`}>{words().history}</a>
        <a href={`/admin/audit?actor=${of.id}`}>{words().actsOf}</a>
      </p>
    </section>
  )
}

function Keys({ user }: { user: string }) {
  const loaded = useLoaded((signal) => call('GET /users/{user}/keys', { path: { user }, signal }), [user])
  const revoke = (key: string) => call('DELETE /users/{user}/keys/{key}', { path: { user, key } }).then(loaded.reload)
  return (
    <section class="panel">
      <h2>{words().keys}</h2>
      <Ready of={loaded} rows={1}>
        {(keys) => (keys.length === 0 ? <p class="hint">{words().noKeys}</p> : <KeyTable keys={keys} onRevoke={revoke} />)}
      </Ready>
    </section>
  )
}

function SentTo({ user }: { user: string }) {
  const loaded = useLoaded((signal) => call('GET /users/{user}/mails', { path: { user }, signal }), [user])
  return (
    <section class="panel">
      <h2>{words().mailsTo}</h2>
      <Ready of={loaded} rows={1}>
        {({ mails }) => <MailTable mails={mails} none={words().noMails} />}
      </Ready>
    </section>
  )
}
