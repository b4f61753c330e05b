import { useLocation } from 'preact-iso'
import { useState } from 'preact/hooks'
import { call, request } from '../../../api/client.ts'
import { forget } from '../../../api/session.ts'
import { Dialog } from '../../../parts/Dialog.tsx'
import { save } from '../../../parts/download.ts'
import { Form, Input } from '../../../parts/Form.tsx'
import { attempt, say } from '../../../parts/toasts.tsx'
import { usePageTitle } from '../../../parts/title.ts'
import { words } from './words.ts'

export function OwnData() {
  const [busy, setBusy] = useState(false)
  const [deleting, setDeleting] = useState(false)
  usePageTitle(words().sections.data)
  const download = async () => {
    setBusy(true)
    await attempt(async () => save(await (await request('/users/profile/export')).blob(), 'podium-data.json'))
    setBusy(false)
  }
  return (
    <>
      <section class="panel">
        <h2>{words().exportTitle}</h2>
        <p>{words().exportText}</p>
        <button type="button" disabled={busy} onClick={() => void download()}>
          {words().exportNow}
        </button>
      </section>
      <section class="panel">
        <h2>{words().deleteTitle}</h2>
        <p>{words().deleteText}</p>
        <button type="button" class="danger" onClick={() => setDeleting(true)}>
          {words().deleteNow}
        </button>
      </section>
      {deleting && <DeleteDialog onClose={() => setDeleting(false)} />}
    </>
  )
}

function DeleteDialog({ onClose }: { onClose: () => void }) {
  const { route } = useLocation()
  const submit = async (data: FormData) => {
    await call('POST /users/profile/deletion', { body: { password: String(data.get('password')) } })
    forget()
    route('/')
    say(words().deleted)
  }
  return (
    <Dialog title={words().deleteTitle} onClose={onClose}>
      <p>{words().deleteText}</p>
      <Form
        onSubmit={submit}
        submit={words().deleteFinally}
        label={words().deleteTitle}
        class="dangerous"
        beside={
          <button type="button" onClick={onClose}>
            {words().keep}
          </button>
        }
      >
        <Input name="password" label={words().password} type="password" required autocomplete="current-password" />
      </Form>
    </Dialog>
  )
}
