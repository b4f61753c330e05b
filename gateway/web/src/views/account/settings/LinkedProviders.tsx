import { useState } from 'preact/hooks'
import { call } from '../../../api/client.ts'
import { useLoaded } from '../../../api/loaded.ts'
import { AskingButton, Dialog } from '../../../parts/Dialog.tsx'
import { Form, Input } from '../../../parts/Form.tsx'
import { date } from '../../../parts/format.ts'
import { Ready } from '../../../parts/States.tsx'
import { link } from '../signing/Providers.tsx'
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
                <LinkButton key={each.id} provider={each.id} name={each.name} />
              ))}
          </>
        )}
      </Ready>
    </section>
  )
}

/** Asks for the password, then goes to the provider. */
function LinkButton({ provider, name }: { provider: string; name: string }) {
  const [open, setOpen] = useState(false)
  const go = (data: FormData) => link(provider, String(data.get('password')), '/account/security')
  return (
    <>
      <button type="button" onClick={() => setOpen(true)}>
        {words().link(name)}
      </button>
      {open && (
        <Dialog title={words().link(name)} onClose={() => setOpen(false)}>
          <Form onSubmit={go} submit={words().goOn} label={words().link(name)}>
            <Input name="password" label={words().password} type="password" required autocomplete="current-password" autofocus />
          </Form>
        </Dialog>
      )}
    </>
  )
}
