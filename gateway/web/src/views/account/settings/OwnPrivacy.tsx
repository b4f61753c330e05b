import { callWithTag } from '../../../api/client.ts'
import { Form, Select } from '../../../parts/Form.tsx'
import { Ready } from '../../../parts/States.tsx'
import { say } from '../../../parts/toasts.tsx'
import { usePageTitle } from '../../../parts/title.ts'
import type { Privacy } from '../../../generated/api.ts'
import { useProfile } from './OwnProfile.tsx'
import { words } from './words.ts'

const PARTS = ['profile', 'statistics', 'submissions'] as const

export function OwnPrivacy() {
  const loaded = useProfile()
  usePageTitle(words().sections.privacy)
  const submit = async (data: FormData) => {
    const body = Object.fromEntries(PARTS.map((part) => [part, data.get(part)])) as Privacy
    loaded.set(await callWithTag('PUT /users/profile/privacy', { body, match: loaded.value?.tag ?? '*' }))
    say(words().saved)
  }
  return (
    <section class="panel">
      <h2>{words().sections.privacy}</h2>
      <p>{words().privacyText}</p>
      <Ready of={loaded} rows={3}>
        {({ value, tag }) => (
          <Form key={tag} onSubmit={submit} submit={words().save} label={words().sections.privacy}>
            {PARTS.map((part) => {
              const [label = part, hint = ''] = words().see[part] ?? []
              return <Select key={part} name={part} label={label} hint={hint} value={value.privacy[part] ?? ''} options={Object.entries(words().who)} />
            })}
          </Form>
        )}
      </Ready>
    </section>
  )
}
