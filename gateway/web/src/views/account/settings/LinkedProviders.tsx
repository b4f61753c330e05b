import { call } from '../../../api/client.ts'
import { useLoaded } from '../../../api/loaded.ts'
import { AskingButton } from '../../../parts/Dialog.tsx'
import { date } from '../../../parts/format.ts'
import { Ready } from '../../../parts/States.tsx'
import { sayError } from '../../../parts/toasts.tsx'
import { goTo } from '../signing/Providers.tsx'
import { words } from './words.ts'

export function LinkedProviders() {
  const loaded = useLoaded(
    async (signal) => ({ all: await call('GET /auth/oidc', { signal }), linked: await call('GET /auth/oidc/identities', { signal }) }),
    [],
  )
  const end = async (provider: string) => {
    await call('DELETE /auth/oidc/{provider}', { path: { provider } })
    await loaded.reload()
  }
  return (
    <section class="panel">
      <h2>{words().providers}</h2>
      <Ready of={loaded} rows={1}>
        {({ all, linked }) => (
          <>
            {all.length === 0 && linked.length === 0 && <p class="hint">{words().noProviders}</p>}
            {linked.map(({ provider, made_at }) => {
              const name = all.find((each) => each.id === provider)?.name ?? provider
              return (
                <div key={provider} class="row-acts">
                  <b>{name}</b> {words().since(date(made_at))}
                  <AskingButton label={words().unlink(name)} question={words().unlinkQuestion(name)} act={() => end(provider)} />
                </div>
              )
            })}
            {all
              .filter((each) => !linked.some(({ provider }) => provider === each.id))
              .map((each) => (
                <button key={each.id} type="button" onClick={() => void goTo(each.id, { to: '/account/security', link: true }).catch(sayError)}>
                  {words().link(each.name)}
                </button>
              ))}
          </>
        )}
      </Ready>
    </section>
  )
}
