import { call } from '../../api/client.ts'
import { useLoaded } from '../../api/loaded.ts'
import { date } from '../../parts/format.ts'
import { Ready } from '../../parts/States.tsx'
import { attempt } from '../../parts/toasts.tsx'
import type { Grant } from '../../generated/api.ts'
import { ROLES } from './Users.tsx'
import { words } from './words.ts'

export function RolesPart({ user, onChange }: { user: string; onChange: () => unknown }) {
  const loaded = useLoaded((signal) => call('GET /users/{user}/roles', { path: { user }, signal }), [user])
  const set = async (role: Grant['role'], granted: boolean) => {
    const path = { user, role }
    await attempt(async () => loaded.set(granted ? await call('PUT /users/{user}/roles/{role}', { path }) : await call('DELETE /users/{user}/roles/{role}', { path })))
    await loaded.reload() // what was refused is as it was
    void onChange()
  }
  return (
    <section class="panel" aria-labelledby="roles">
      <h2 id="roles">{words().roles}</h2>
      <Ready of={loaded} rows={2}>
        {({ roles, jury_of }) => (
          <>
            {ROLES.map((role) => {
              const grant = roles.find((each) => each.role === role)
              return (
                <label key={role} class="inline">
                  <input type="checkbox" checked={Boolean(grant)} onChange={(event) => void set(role, event.currentTarget.checked)} />
                  {words().roleWords[role]}
                  {grant?.granted_at && <small class="hint">{words().grantedBy(date(grant.granted_at))}</small>}
                </label>
              )
            })}
            {jury_of.length > 0 && (
              <p class="facts">
                {words().jury}:
                {jury_of.map(({ contest_id }) => (
                  <a key={contest_id} href={`/contests/${encodeURIComponent(contest_id)}/jury`}>
                    {contest_id}
                  </a>
                ))}
              </p>
            )}
          </>
        )}
      </Ready>
    </section>
  )
}
