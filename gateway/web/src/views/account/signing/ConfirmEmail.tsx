import { useState } from 'preact/hooks'
import { call } from '../../../api/client.ts'
import { Form } from '../../../parts/Form.tsx'
import { usePageTitle } from '../../../parts/title.ts'
import { useToken } from './token.ts'
import { words } from './words.ts'
import './signing.css'

/** One of the two links for a changed e-mail address. Asks before it confirms: mail programs open links before people do. */
export default function ConfirmEmail() {
  const token = useToken()
  const [said, setSaid] = useState('')
  usePageTitle(words().confirmTitle)
  const submit = async () => {
    const { changed } = await call('POST /auth/confirm-email', { body: { token } })
    setSaid(changed ? words().confirmDone : words().confirmHalf)
  }
  return (
    <main class="signing">
      <h1>{words().confirmTitle}</h1>
      {said && <p role="status">{said}</p>}
      {!said && <p>{words().confirmText}</p>}
      {!said && !token && <p role="alert">{words().linkMissing}</p>}
      {!said && token && (
        <Form onSubmit={submit} submit={words().confirmNow} label={words().confirmTitle}>
          {null}
        </Form>
      )}
      <a href="/account">{words().goOn}</a>
    </main>
  )
}
