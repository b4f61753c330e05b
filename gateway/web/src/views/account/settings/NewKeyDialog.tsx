import { useState } from 'preact/hooks'
import { ApiError, call } from '../../../api/client.ts'
import { user } from '../../../api/session.ts'
import { CopyButton } from '../../../parts/CopyButton.tsx'
import { Dialog } from '../../../parts/Dialog.tsx'
import { Check, Form, Input } from '../../../parts/Form.tsx'
import type { NewApiKey } from '../../../generated/api.ts'
import { words } from './words.ts'

type Scope = NewApiKey['scopes'][number]
/** For everybody; those of roles follow where somebody has one. */
const OPEN: Scope[] = ['read', 'write', 'submit']
const OF_ROLES: Scope[] = ['creator', 'jury', 'admin']
const DAYS = 90
const MOST_DAYS = 366

export function NewKeyDialog({ onClose, onMade }: { onClose: () => void; onMade: () => unknown }) {
  const [key, setKey] = useState('')
  const account = user.value
  const admin = account?.roles.includes('admin')
  const held = OF_ROLES.filter((role) => admin || account?.roles.includes(role) || (role === 'jury' && account?.jury_of.length))
  const offered = [...OPEN, ...held]
  const submit = async (data: FormData) => {
    const scopes = offered.filter((scope) => data.has(scope))
    if (scopes.length === 0) throw new ApiError('invalid', words().scopeNeeded, 0)
    const made = await call('POST /auth/keys', { body: { name: String(data.get('name')), scopes, days: Number(data.get('days')) } })
    setKey(made.key)
    void onMade()
  }
  if (key) {
    return (
      <Dialog title={words().keyMade} onClose={onClose}>
        <p>{words().keyOnce}</p>
        <code class="key-shown">{key}</code>
        <footer>
          <CopyButton text={key} what={words().keyMade} />
          <button type="button" class="primary" onClick={onClose}>
            {words().done}
          </button>
        </footer>
      </Dialog>
    )
  }
  return (
    <Dialog title={words().newKey} onClose={onClose}>
      <Form onSubmit={submit} submit={words().makeKey} label={words().newKey}>
        <Input name="name" label={words().keyName} required maxLength={60} />
        <fieldset class="choices">
          <legend>{words().scopes}</legend>
          {offered.map((scope) => (
            <Check key={scope} name={scope} label={`${scope}: ${words().scope[scope] ?? ''}`} value={scope === 'read'} />
          ))}
        </fieldset>
        <Input name="days" label={words().days} type="number" value={DAYS} min={1} max={MOST_DAYS} required />
      </Form>
    </Dialog>
  )
}
