import { useState } from 'preact/hooks'
import { call } from '../../../api/client.ts'
import { useLoaded } from '../../../api/loaded.ts'
import { Dialog } from '../../../parts/Dialog.tsx'
import { Form, Input } from '../../../parts/Form.tsx'
import { date } from '../../../parts/format.ts'
import { Ready } from '../../../parts/States.tsx'
import { say } from '../../../parts/toasts.tsx'
import { RecoveryCodes } from './RecoveryCodes.tsx'
import { SetUpDialog } from './SetUpDialog.tsx'
import { words } from './words.ts'

type Open = 'set-up' | 'codes' | 'off' | null

export function SecondFactorPart() {
  const loaded = useLoaded((signal) => call('GET /auth/second-factor', { signal }), [])
  const [open, setOpen] = useState<Open>(null)
  const [codes, setCodes] = useState<string[] | null>(null)
  const made = (fresh: string[]) => {
    setOpen(null)
    setCodes(fresh)
    void loaded.reload()
  }
  const off = async (data: FormData) => {
    await call('POST /auth/second-factor/disable', { body: proof(data) })
    setOpen(null)
    say(words().turnedOff)
    await loaded.reload()
  }
  const again = async (data: FormData) => made((await call('POST /auth/second-factor/recovery-codes', { body: proof(data) })).codes)
  return (
    <section class="panel">
      <h2>{words().secondFactor}</h2>
      <Ready of={loaded} rows={2}>
        {({ enabled, since, recovery_codes }) => (
          <>
            <p>{enabled ? `✓ ${words().factorOn(since ? date(since) : '')} ${words().codesLeft(recovery_codes)}` : words().factorOff}</p>
            <div class="row-acts">
              {!enabled && (
                <button type="button" class="primary" onClick={() => setOpen('set-up')}>
                  {words().setUp}
                </button>
              )}
              {enabled && (
                <button type="button" onClick={() => setOpen('codes')}>
                  {words().newCodes}
                </button>
              )}
              {enabled && (
                <button type="button" class="danger" onClick={() => setOpen('off')}>
                  {words().turnOff}
                </button>
              )}
            </div>
          </>
        )}
      </Ready>
      {open === 'set-up' && <SetUpDialog onClose={() => setOpen(null)} onDone={made} />}
      {open === 'codes' && <Proof title={words().newCodes} submit={again} onClose={() => setOpen(null)} />}
      {open === 'off' && <Proof title={words().turnOff} submit={off} onClose={() => setOpen(null)} />}
      {codes && <RecoveryCodes codes={codes} onClose={() => setCodes(null)} />}
    </section>
  )
}

function proof(data: FormData): { password: string; code: string } {
  return { password: String(data.get('password')), code: String(data.get('code')).replaceAll(/\s/g, '') }
}

/** Asks for password and code. */
function Proof({ title, submit, onClose }: { title: string; submit: (data: FormData) => Promise<unknown>; onClose: () => void }) {
  return (
    <Dialog title={title} onClose={onClose}>
      <Form onSubmit={submit} submit={title} label={title}>
        <Input name="password" label={words().password} type="password" required autocomplete="current-password" />
        <Input name="code" label={words().code} hint={words().codeHint} required autocomplete="one-time-code" />
      </Form>
    </Dialog>
  )
}
