// What opens above the list, by the address: taking part in a contest, and the code of a private one.
import { useLocation } from 'preact-iso'
import { call } from '../../../api/client.ts'
import { useLoaded } from '../../../api/loaded.ts'
import { user } from '../../../api/session.ts'
import { Dialog } from '../../../parts/Dialog.tsx'
import { Form, Input } from '../../../parts/Form.tsx'
import type { Query } from '../../../parts/query.ts'
import { Ready } from '../../../parts/States.tsx'
import { entered } from '../../contestant/home/codes.ts'
import { Join } from '../../contestant/home/Join.tsx'
import { words } from './words.ts'

interface DialogsProps {
  query: Query
  change: (parts: Query) => void
  onChange: () => void
}

export function Dialogs({ query, change, onChange }: DialogsProps) {
  const { join, code } = query
  if (!user.value) return null
  if (join) return <JoinDialog contest={join} onClose={() => change({ join: '' })} onChange={onChange} />
  if (code) return <CodeDialog onClose={() => change({ code: '' })} />
  return null
}

function JoinDialog({ contest, onClose, onChange }: { contest: string; onClose: () => void; onChange: () => void }) {
  const { route } = useLocation()
  const loaded = useLoaded((signal) => call('GET /contests/{contest}', { path: { contest }, signal }), [contest])
  const joined = () => {
    onChange()
    route(`/contests/${encodeURIComponent(contest)}/home`)
  }
  const name = loaded.value?.settings.name ?? contest
  return (
    <Dialog title={loaded.value?.status === 'ended' ? words().virtualOf(name) : words().joinOf(name)} onClose={onClose}>
      <div>
        <Ready of={loaded} rows={3}>
          {(found) => <Join contest={found} onJoined={joined} />}
        </Ready>
      </div>
    </Dialog>
  )
}

function CodeDialog({ onClose }: { onClose: () => void }) {
  const { route } = useLocation()
  const open = async (data: FormData) => {
    const contest = String(data.get('contest')).trim()
    const code = String(data.get('code')).trim()
    await call('POST /contests/{contest}/access', { path: { contest }, body: { code } })
    entered.set(contest, code)
    route(`/contests/${encodeURIComponent(contest)}/home`)
  }
  return (
    <Dialog title={words().privateTitle} onClose={onClose}>
      <Form submit={words().open} onSubmit={open} label={words().privateTitle}>
        <Input name="contest" label={words().contestId} hint={words().contestIdHint} required autocomplete="off" spellcheck={false} />
        <Input name="code" label={words().code} required autocomplete="off" spellcheck={false} />
      </Form>
    </Dialog>
  )
}
