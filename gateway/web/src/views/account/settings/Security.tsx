import { call } from '../../../api/client.ts'
import { user } from '../../../api/session.ts'
import { Form, Input } from '../../../parts/Form.tsx'
import { say } from '../../../parts/toasts.tsx'
import { usePageTitle } from '../../../parts/title.ts'
import { LinkedProviders } from './LinkedProviders.tsx'
import { SecondFactorPart } from './SecondFactorPart.tsx'
import { words } from './words.ts'

export function Security() {
  usePageTitle(words().sections.security)
  return (
    <>
      <ChangePassword />
      <SecondFactorPart />
      <ChangeEmail />
      <LinkedProviders />
    </>
  )
}

function ChangePassword() {
  const submit = async (data: FormData, form: HTMLFormElement) => {
    const body = { old_password: String(data.get('old_password')), new_password: String(data.get('new_password')) }
    await call('POST /auth/change-password', { body })
    form.reset()
    say(words().passwordChanged)
  }
  return (
    <section class="panel">
      <h2>{words().changePassword}</h2>
      <Form onSubmit={submit} submit={words().changePassword} label={words().changePassword}>
        <Input name="old_password" label={words().oldPassword} type="password" required autocomplete="current-password" />
        <Input name="new_password" label={words().newPassword} hint={words().passwordHint} type="password" required minLength={8} autocomplete="new-password" />
      </Form>
      <p>
        {words().noPassword} <a href="/account/forgot-password">{words().askPassword}</a>
      </p>
    </section>
  )
}

function ChangeEmail() {
  const submit = async (data: FormData, form: HTMLFormElement) => {
    const body = { email: String(data.get('email')).trim(), password: String(data.get('password')) }
    await call('POST /auth/change-email', { body })
    form.reset()
    say(words().emailSent, 'news')
  }
  return (
    <section class="panel">
      <h2>{words().changeEmail}</h2>
      <p>{words().emailNow(user.value?.email ?? '')}</p>
      <Form onSubmit={submit} submit={words().changeEmail} label={words().changeEmail}>
        <Input name="email" label={words().newEmail} type="email" required autocomplete="email" />
        <Input name="password" label={words().password} type="password" required autocomplete="current-password" />
      </Form>
    </section>
  )
}
