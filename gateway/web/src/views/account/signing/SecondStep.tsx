import { call } from '../../../api/client.ts'
import { begin } from '../../../api/session.ts'
import { Form, Input } from '../../../parts/Form.tsx'
import { words } from './words.ts'
import './signing.css'

/** The second step of a login: a code of the authenticator app, or a recovery code. */
export function SecondStep({ challenge, onDone, onBack }: { challenge: string; onDone: () => void; onBack: () => void }) {
  const submit = async (data: FormData) => {
    const code = String(data.get('code')).replaceAll(/\s/g, '')
    begin(await call('POST /auth/login/second-factor', { body: { challenge, code } }))
    onDone()
  }
  return (
    <main class="signing">
      <h1>{words().codeTitle}</h1>
      <Form
        onSubmit={submit}
        submit={words().confirm}
        label={words().codeTitle}
        beside={
          <button type="button" onClick={onBack}>
            {words().back}
          </button>
        }
      >
        <Input name="code" label={words().code} hint={words().codeHint} class="code" required autocomplete="one-time-code" spellcheck={false} autofocus />
      </Form>
    </main>
  )
}
