import { useLocation } from 'preact-iso'
import { call } from '../../api/client.ts'
import { Dialog } from '../../parts/Dialog.tsx'
import { Form, Input } from '../../parts/Form.tsx'
import { say } from '../../parts/toasts.tsx'
import { words } from './words.ts'

export function JoinDialog({ code, onClose }: { code: string; onClose: () => void }) {
  const { route } = useLocation()
  const submit = async (data: FormData) => {
    const team = await call('POST /teams/join', { body: { code: String(data.get('code')).trim() } })
    say(words().joined(team.name))
    route(`/teams/${team.id}`, true)
  }
  return (
    <Dialog title={words().joinTeam} onClose={onClose}>
      <Form onSubmit={submit} submit={words().join} label={words().joinTeam}>
        <Input name="code" label={words().code} hint={words().codeHint} value={code} required autocomplete="off" spellcheck={false} autofocus />
      </Form>
    </Dialog>
  )
}
