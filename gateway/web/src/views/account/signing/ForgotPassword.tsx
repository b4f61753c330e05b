import { useState } from 'preact/hooks'
import { call } from '../../../api/client.ts'
import { Form, Input } from '../../../parts/Form.tsx'
import { usePageTitle } from '../../../parts/title.ts'
import { words } from './words.ts'
import './signing.css'

export default function ForgotPassword() {
  const [sentTo, setSentTo] = useState('')
  usePageTitle(words().forgotTitle)
  const submit = async (data: FormData) => {
    const email = String(data.get('email')).trim()
    await call('POST /auth/forgot-password', { body: { email } })
    setSentTo(email)
  }
  return (
    <main class="signing">
      <h1>{sentTo ? words().mailOnItsWay : words().forgotTitle}</h1>
      {sentTo ? (
        <p role="status">{words().forgotSent(sentTo)}</p>
      ) : (
        <>
          <p>{words().forgotText}</p>
          <Form onSubmit={submit} submit={words().send} label={words().forgotTitle}>
            <Input name="email" label={words().email} type="email" required autocomplete="email" autofocus />
          </Form>
        </>
      )}
      <a href="/account/sign-in">{words().again}</a>
    </main>
  )
}
