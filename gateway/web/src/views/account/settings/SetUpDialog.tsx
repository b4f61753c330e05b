import { useState } from 'preact/hooks'
import { call } from '../../../api/client.ts'
import { CopyButton } from '../../../parts/CopyButton.tsx'
import { Dialog } from '../../../parts/Dialog.tsx'
import { Form, Input } from '../../../parts/Form.tsx'
import { QrCode } from '../../../parts/QrCode.tsx'
import type { SetUp } from '../../../generated/api.ts'
import { words } from './words.ts'

/** Password, then the secret as QR code and text, then a code of the app. */
export function SetUpDialog({ onClose, onDone }: { onClose: () => void; onDone: (codes: string[]) => void }) {
  const [secret, setSecret] = useState<SetUp | null>(null)
  const ask = async (data: FormData) => setSecret(await call('POST /auth/second-factor', { body: { password: String(data.get('password')) } }))
  const confirm = async (data: FormData) => {
    const code = String(data.get('code')).replaceAll(/\s/g, '')
    onDone((await call('POST /auth/second-factor/confirm', { body: { code } })).codes)
  }
  return (
    <Dialog title={words().setUpTitle} onClose={onClose}>
      {secret ? (
        <div class="set-up">
          <p>{words().scan}</p>
          <QrCode text={secret.uri} label={words().qrLabel} />
          <p class="secret">
            {words().secret}: <code>{secret.secret}</code> <CopyButton text={secret.secret} what={words().secret} />
          </p>
          <Form key="code" onSubmit={confirm} submit={words().turnOn} label={words().setUpTitle}>
            <Input name="code" label={words().code} required inputMode="numeric" autocomplete="one-time-code" autofocus />
          </Form>
        </div>
      ) : (
        <Form key="password" onSubmit={ask} submit={words().goOn} label={words().setUpTitle}>
          <Input name="password" label={words().password} type="password" required autocomplete="current-password" autofocus />
        </Form>
      )}
    </Dialog>
  )
}
