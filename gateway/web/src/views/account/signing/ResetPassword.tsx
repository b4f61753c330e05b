import { useState } from 'preact/hooks'
import { call } from '../../../api/client.ts'
import { forget } from '../../../api/session.ts'
import { Form, Input } from '../../../parts/Form.tsx'
import { usePageTitle } from '../../../parts/title.ts'
import { useToken } from './token.ts'
import { words } from './words.ts'
import './signing.css'

/** The link in the mail for a forgotten password, or the one that an administrator has made. */
export default function ResetPassword() {
  const token = useToken()
  const [done, setDone] = useState(false)
  usePageTitle(words().resetTitle)
  const submit = async (data: FormData) => {
    await call('POST /auth/reset-password', { body: { token, password: String(data.get('password')) } })
    forget() // the session of this browser may have been one of the account's
    setDone(true)
  }
  return (
    <main class="signing">
      <h1>{words().resetTitle}</h1>
      {done && <p role="status">{words().resetDone}</p>}
      {done && (
        <a class="button primary" href="/account/sign-in">
          {words().signIn}
        </a>
      )}
      {!done && !token && <p role="alert">{words().linkMissing}</p>}
      {!done && token && (
        <Form onSubmit={submit} submit={words().setPassword} label={words().resetTitle}>
          <Input name="password" label={words().newPassword} hint={words().passwordHint} type="password" required minLength={8} autocomplete="new-password" autofocus />
        </Form>
      )}
      {!done && <a href="/account/forgot-password">{words().askAgain}</a>}
    </main>
  )
}
