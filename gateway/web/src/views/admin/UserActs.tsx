import { useState } from 'preact/hooks'
import { call } from '../../api/client.ts'
import { CopyButton } from '../../parts/CopyButton.tsx'
import { AskingButton, Dialog } from '../../parts/Dialog.tsx'
import { Form, Input } from '../../parts/Form.tsx'
import { dateTime } from '../../parts/format.ts'
import { attempt, say } from '../../parts/toasts.tsx'
import type { ManagedUser, PasswordLink } from '../../generated/api.ts'
import { words } from './words.ts'

/** What ends or gives access to an account. */
export function UserActs({ user, onChange }: { user: ManagedUser; onChange: () => Promise<void> }) {
  const [link, setLink] = useState<PasswordLink | null>(null)
  const [disabling, setDisabling] = useState(false)
  const path = { user: user.id }
  const makeLink = () => attempt(async () => setLink(await call('POST /admin/users/{user}/password-link', { path })))
  const enable = () => attempt(() => call('POST /admin/users/{user}/enable', { path }).then(onChange), words().enabled)
  const disable = async (data: FormData) => {
    await call('POST /admin/users/{user}/disable', { path, body: { reason: String(data.get('reason')) } })
    setDisabling(false)
    say(words().disabled, 'good', { label: words().enable, do: enable })
    await onChange()
  }
  return (
    <section class="panel" aria-labelledby="access">
      <h2 id="access">{words().access}</h2>
      <div class="row-acts">
        <button type="button" onClick={() => void makeLink()}>
          {words().passwordLink}
        </button>
        <AskingButton
          label={words().factorOff}
          question={words().factorQuestion(user.name)}
          act={() => call('DELETE /users/{user}/second-factor', { path })}
          done={words().factorDone}
        />
        {user.disabled_at ? (
          <button type="button" onClick={() => void enable()}>
            {words().enable}
          </button>
        ) : (
          <button type="button" class="danger" onClick={() => setDisabling(true)}>
            {words().disable}
          </button>
        )}
        <AskingButton
          label={words().delete}
          question={words().deleteQuestion(user.name)}
          act={() => call('DELETE /admin/users/{user}', { path }).then(onChange)}
          done={words().deleted}
        />
      </div>
      {link && (
        <Dialog title={words().passwordLink} onClose={() => setLink(null)}>
          <p>{words().passwordLinkText(dateTime(link.until))}</p>
          <code class="key-shown">{link.link}</code>
          <footer>
            <CopyButton text={link.link} what={words().passwordLink} />
            <button type="button" class="primary" onClick={() => setLink(null)}>
              {words().done}
            </button>
          </footer>
        </Dialog>
      )}
      {disabling && (
        <Dialog title={words().disable} onClose={() => setDisabling(false)}>
          <p>{words().disableText(user.name)}</p>
          <Form onSubmit={disable} submit={words().disable} label={words().disable}>
            <Input name="reason" label={words().reason} required maxLength={500} />
          </Form>
        </Dialog>
      )}
    </section>
  )
}
