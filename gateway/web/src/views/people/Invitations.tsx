import { useState } from 'preact/hooks'
import { call } from '../../api/client.ts'
import { useLoaded } from '../../api/loaded.ts'
import { CopyButton } from '../../parts/CopyButton.tsx'
import { AskingButton, Dialog } from '../../parts/Dialog.tsx'
import { Form, Input } from '../../parts/Form.tsx'
import { dateTime } from '../../parts/format.ts'
import { Ready } from '../../parts/States.tsx'
import { say } from '../../parts/toasts.tsx'
import { words } from './words.ts'

const USES = 1
const MOST_USES = 20
const HOURS = 72
const MOST_HOURS = 720

export function Invitations({ team }: { team: string }) {
  const loaded = useLoaded((signal) => call('GET /teams/{team}/invitations', { path: { team }, signal }), [team])
  const [open, setOpen] = useState(false)
  const revoke = (invitation: string) => call('DELETE /teams/{team}/invitations/{invitation}', { path: { team, invitation } }).then(loaded.reload)
  return (
    <section class="panel" aria-labelledby="invitations">
      <h2 id="invitations">{words().invitations}</h2>
      <Ready of={loaded} rows={1}>
        {({ invitations }) => (
          <ul class="members">
            {invitations.length === 0 && <li class="hint">{words().noInvitations}</li>}
            {invitations.map((each) => (
              <li key={each.id}>
                {words().left(each.uses_left)}, {words().until(dateTime(each.expires_at))}
                <AskingButton label={words().revoke} question={words().revokeQuestion} act={() => revoke(each.id)} />
              </li>
            ))}
          </ul>
        )}
      </Ready>
      <button type="button" class="primary" onClick={() => setOpen(true)}>
        {words().invite}
      </button>
      {open && <InviteDialog team={team} onClose={() => setOpen(false)} onMade={loaded.reload} />}
    </section>
  )
}

function InviteDialog({ team, onClose, onMade }: { team: string; onClose: () => void; onMade: () => unknown }) {
  const [code, setCode] = useState('')
  const submit = async (data: FormData) => {
    const email = String(data.get('email')).trim()
    const body = { uses: Number(data.get('uses')), hours: Number(data.get('hours')), ...(email && { email }) }
    const made = await call('POST /teams/{team}/invitations', { path: { team }, body })
    void onMade()
    if (made.code) return setCode(made.code)
    say(words().invited)
    onClose()
  }
  return (
    <Dialog title={code ? words().inviteCode : words().invite} onClose={onClose}>
      {code ? (
        <>
          <p>{words().codeOnce}</p>
          <p class="act-row">
            <code data-testid="code">{code}</code> <CopyButton text={code} what={words().inviteCode} />
          </p>
          <footer>
            <button type="button" class="primary" onClick={onClose}>
              {words().done}
            </button>
          </footer>
        </>
      ) : (
        <Form onSubmit={submit} submit={words().invite} label={words().invite}>
          <Input name="email" label={words().emailTo} hint={words().emailHint} type="email" autocomplete="off" />
          <Input name="uses" label={words().uses} type="number" value={USES} min={1} max={MOST_USES} required />
          <Input name="hours" label={words().hours} type="number" value={HOURS} min={1} max={MOST_HOURS} required />
        </Form>
      )}
    </Dialog>
  )
}
