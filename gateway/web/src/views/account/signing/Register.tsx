import { useLocation } from 'preact-iso'
import { useState } from 'preact/hooks'
import { call } from '../../../api/client.ts'
import { Form, Input } from '../../../parts/Form.tsx'
import { language } from '../../../parts/language.ts'
import { attempt } from '../../../parts/toasts.tsx'
import { usePageTitle } from '../../../parts/title.ts'
import { within } from './address.ts'
import { words } from './words.ts'
import './signing.css'

export default function Register() {
  const { query } = useLocation()
  const [sentTo, setSentTo] = useState('')
  usePageTitle(words().register)
  const signIn = `/account/sign-in?to=${encodeURIComponent(within(query['to']))}`
  if (sentTo) return <MailOnItsWay email={sentTo} signIn={signIn} />
  const submit = async (data: FormData) => {
    const email = String(data.get('email')).trim()
    const body = { email, name: String(data.get('name')), password: String(data.get('password')), language: language.value }
    await call('POST /auth/register', { body })
    setSentTo(email)
  }
  return (
    <main class="signing">
      <h1>{words().register}</h1>
      <Form onSubmit={submit} submit={words().register} label={words().register}>
        <Input name="name" label={words().name} hint={words().nameHint} required maxLength={60} autocomplete="nickname" autofocus />
        <Input name="email" label={words().email} type="email" required autocomplete="email" />
        <Input name="password" label={words().password} hint={words().passwordHint} type="password" required minLength={8} autocomplete="new-password" />
      </Form>
      <p>
        {words().haveAccount} <a href={signIn}>{words().signIn}</a>
      </p>
    </main>
  )
}

function MailOnItsWay({ email, signIn }: { email: string; signIn: string }) {
  const again = () => attempt(() => call('POST /auth/resend-verification', { body: { email } }), words().sentAgain)
  return (
    <main class="signing">
      <h1>{words().mailOnItsWay}</h1>
      <p role="status">{words().mailOnItsWayTo(email)}</p>
      <p>{words().noMail}</p>
      <button type="button" onClick={() => void again()}>
        {words().sendAgain}
      </button>
      <p>
        {words().haveAccount} <a href={signIn}>{words().signIn}</a>
      </p>
    </main>
  )
}
