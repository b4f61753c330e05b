import { useLocation } from 'preact-iso'
import { useState } from 'preact/hooks'
import { ApiError, call } from '../../../api/client.ts'
import { begin, user } from '../../../api/session.ts'
import { Form, Input } from '../../../parts/Form.tsx'
import { attempt } from '../../../parts/toasts.tsx'
import { usePageTitle } from '../../../parts/title.ts'
import { signOut } from '../sign-out.ts'
import { within } from './address.ts'
import { Providers } from './Providers.tsx'
import { SecondStep } from './SecondStep.tsx'
import { words } from './words.ts'
import './signing.css'

export default function SignIn() {
  const { query, route } = useLocation()
  const [challenge, setChallenge] = useState('')
  usePageTitle(words().signIn)
  const to = within(query['to'])
  const arrive = () => route(to, true)
  if (user.value) return <AlreadyIn name={user.value.name} to={to} />
  if (challenge) return <SecondStep challenge={challenge} onDone={arrive} onBack={() => setChallenge('')} />
  const submit = async (data: FormData) => {
    try {
      begin(await call('POST /auth/login', { body: { email: String(data.get('email')).trim(), password: String(data.get('password')) } }))
    } catch (error) {
      const asked = challengeOf(error)
      if (!asked) throw error
      return setChallenge(asked)
    }
    arrive()
  }
  return (
    <main class="signing">
      <h1>{words().signIn}</h1>
      <Form onSubmit={submit} submit={words().signIn} label={words().signIn}>
        <Input name="email" label={words().login} required autocomplete="username" autocapitalize="off" spellcheck={false} autofocus />
        <Input name="password" label={words().password} type="password" required autocomplete="current-password" />
      </Form>
      <p class="aside">
        <a href="/account/forgot-password">{words().forgot}</a>
        <span>
          {words().noAccount} <a href={`/account/register?to=${encodeURIComponent(to)}`}>{words().register}</a>
        </span>
      </p>
      <Providers to={to} />
    </main>
  )
}

/** Of a login that wants a second step; empty: it does not. */
export function challengeOf(error: unknown): string {
  if (!(error instanceof ApiError) || error.code !== 'second-factor-needed') return ''
  const challenge = error.document?.['challenge']
  return typeof challenge === 'string' ? challenge : ''
}

function AlreadyIn({ name, to }: { name: string; to: string }) {
  return (
    <main class="signing">
      <h1>{words().signIn}</h1>
      <p>{words().signedInAs(name)}</p>
      <a class="button primary" href={to}>
        {words().goOn}
      </a>
      <button type="button" onClick={() => void attempt(signOut)}>
        {words().signOut}
      </button>
    </main>
  )
}
