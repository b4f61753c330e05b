import { call } from '../../../api/client.ts'
import { useLoaded } from '../../../api/loaded.ts'
import { user } from '../../../api/session.ts'
import { Check, Form, Select } from '../../../parts/Form.tsx'
import { LANGUAGES } from '../../../parts/language.ts'
import { Ready } from '../../../parts/States.tsx'
import { say } from '../../../parts/toasts.tsx'
import { useReturn } from '../../../parts/useReturn.ts'
import { usePageTitle } from '../../../parts/title.ts'
import type { Preferences } from '../../../generated/api.ts'
import { MailTable } from './MailTable.tsx'
import { words } from './words.ts'

type Unwanted = NonNullable<Preferences['unwanted']>[number]

export function OwnMails() {
  usePageTitle(words().sections.mails)
  return (
    <>
      <Wanted />
      <Sent />
    </>
  )
}

function Wanted() {
  const loaded = useLoaded((signal) => call('GET /notifications/preferences', { signal }), [])
  const submit = async (data: FormData) => {
    const unwanted = Object.keys(words().want).filter((name) => !data.has(name)) as Unwanted[]
    const language = data.get('language') as NonNullable<Preferences['language']>
    loaded.set(await call('PUT /notifications/preferences', { body: { language, unwanted } }))
    say(words().saved)
  }
  return (
    <section class="panel">
      <h2>{words().preferences}</h2>
      <Ready of={loaded} rows={4}>
        {({ language = 'en', unwanted = [] }) => (
          <Form onSubmit={submit} submit={words().save} label={words().preferences}>
            <Select name="language" label={words().mailLanguage} value={language} options={Object.entries(LANGUAGES)} />
            {Object.entries(words().want).map(([name, label]) => (
              <Check key={name} name={name} label={label} value={!unwanted.includes(name as Unwanted)} />
            ))}
            <p class="hint">{words().always}</p>
          </Form>
        )}
      </Ready>
    </section>
  )
}

function Sent() {
  const loaded = useLoaded((signal) => call('GET /users/{user}/mails', { path: { user: user.value?.id ?? '' }, signal }), [])
  useReturn(loaded.reload)
  return (
    <section class="panel">
      <h2>{words().sentMails}</h2>
      <Ready of={loaded} rows={3}>
        {({ mails }) => <MailTable mails={mails} none={words().noMails} />}
      </Ready>
    </section>
  )
}
