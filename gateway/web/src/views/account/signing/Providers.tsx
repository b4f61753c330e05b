import { useLocation } from 'preact-iso'
import { useEffect, useRef, useState } from 'preact/hooks'
import { ApiError, call } from '../../../api/client.ts'
import { useLoaded } from '../../../api/loaded.ts'
import { begin } from '../../../api/session.ts'
import { say, sayError } from '../../../parts/toasts.tsx'
import { usePageTitle } from '../../../parts/title.ts'
import type { Begun } from '../../../generated/api.ts'
import { within } from './address.ts'
import { SecondStep } from './SecondStep.tsx'
import { challengeOf } from './SignIn.tsx'
import { words } from './words.ts'
import './signing.css'

/** What this tab wanted of the provider that it went to. */
const KEY = 'podium.provider'

interface Wanted {
  to: string
  /** The account that is signed in is linked, instead of a login. */
  link: boolean
}

/** Goes to a provider to sign in; it sends the browser back to `ProviderReturn`. */
async function signIn(provider: string, to: string): Promise<void> {
  leave(await call('POST /auth/oidc/{provider}/begin', { path: { provider } }), { to, link: false })
}

/** Goes to a provider to link the account that is signed in, whose password this is. */
export async function link(provider: string, password: string, to: string): Promise<void> {
  leave(await call('POST /auth/oidc/{provider}/link/begin', { path: { provider }, body: { password } }), { to, link: true })
}

function leave({ authorization_url }: Begun, wanted: Wanted): void {
  sessionStorage.setItem(KEY, JSON.stringify(wanted))
  location.assign(authorization_url)
}

/** Buttons of the providers that one can log in with, if there are any. */
export function Providers({ to }: { to: string }) {
  const loaded = useLoaded((signal) => call('GET /auth/oidc', { signal }), [])
  if (!loaded.value?.length) return null
  return (
    <div class="providers">
      {loaded.value.map((provider) => (
        <button key={provider.id} type="button" onClick={() => void signIn(provider.id, to).catch(sayError)}>
          {words().with(provider.name)}
        </button>
      ))}
    </div>
  )
}

/** Where a provider sends the browser back to. */
export default function ProviderReturn() {
  const { query, route } = useLocation()
  const [failed, setFailed] = useState('')
  const [challenge, setChallenge] = useState('')
  const begun = useRef(false)
  usePageTitle(words().providerTitle)
  const wanted = read()
  const arrive = () => {
    sessionStorage.removeItem(KEY)
    route(within(wanted.to), true)
  }
  useEffect(() => {
    if (begun.current) return // the code of the provider is good once
    begun.current = true
    void finish(query, wanted.link).then(arrive, (error: unknown) => {
      const asked = challengeOf(error)
      if (asked) setChallenge(asked)
      else setFailed(error instanceof ApiError ? error.message : words().providerRefused)
    })
  }, [])
  if (challenge) return <SecondStep challenge={challenge} onDone={arrive} onBack={() => route('/account/sign-in', true)} />
  return (
    <main class="signing">
      <h1>{failed ? words().providerFailed : words().providerTitle}</h1>
      {failed && <p role="alert">{failed}</p>}
      {failed && (
        <a class="button" href={wanted.link ? within(wanted.to) : '/account/sign-in'}>
          {wanted.link ? words().back : words().again}
        </a>
      )}
    </main>
  )
}

async function finish({ 'sign-in': provider = '', code, state, iss, error_description }: Record<string, string>, link: boolean): Promise<void> {
  if (!code || !state) throw new ApiError('refused', error_description ?? words().providerRefused, 0)
  const given = { path: { provider }, body: { code, state, ...(iss && { iss }) } }
  if (!link) return begin(await call('POST /auth/oidc/{provider}/finish', given))
  await call('POST /auth/oidc/{provider}/link', given)
  say(words().linked)
}

function read(): Wanted {
  try {
    return JSON.parse(sessionStorage.getItem(KEY) ?? '') as Wanted
  } catch {
    return { to: '/', link: false }
  }
}
