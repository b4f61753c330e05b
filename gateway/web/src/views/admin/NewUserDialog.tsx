import { useLocation } from 'preact-iso'
import { call } from '../../api/client.ts'
import { countries } from '../../parts/countries.ts'
import { Dialog } from '../../parts/Dialog.tsx'
import { Check, Form, Input, Select } from '../../parts/Form.tsx'
import { say } from '../../parts/toasts.tsx'
import { ROLES } from './Users.tsx'
import { words } from './words.ts'

export function NewUserDialog({ onClose }: { onClose: () => void }) {
  const { route } = useLocation()
  const submit = async (data: FormData) => {
    const text = (name: string) => String(data.get(name) ?? '').trim()
    const made = await call('POST /admin/users', {
      body: {
        email: text('email'),
        name: text('name'),
        password: String(data.get('password')) || null,
        roles: ROLES.filter((role) => data.has(`role-${role}`)),
        country: text('country'),
        organization: text('organization'),
      },
    })
    say(words().accountMade(made.name))
    route(`/admin/users/${made.id}`, true)
  }
  return (
    <Dialog title={words().newAccount} onClose={onClose}>
      <Form onSubmit={submit} submit={words().makeAccount} label={words().newAccount}>
        <Input name="name" label={words().name} required maxLength={60} autocomplete="off" />
        <Input name="email" label={words().email} type="email" required autocomplete="off" />
        <Input name="password" label={words().passwordOptional} hint={words().passwordHint} type="password" autocomplete="new-password" />
        <fieldset class="choices">
          <legend>{words().roles}</legend>
          {ROLES.map((role) => (
            <Check key={role} name={`role-${role}`} label={words().roleWords[role] ?? role} />
          ))}
        </fieldset>
        <Select name="country" label={words().country} options={[['', words().none], ...countries()]} value="" />
        <Input name="organization" label={words().organization} maxLength={120} autocomplete="off" />
      </Form>
    </Dialog>
  )
}
