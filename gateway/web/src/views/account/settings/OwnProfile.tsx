import { callWithTag } from '../../../api/client.ts'
import { useLoaded, type Loaded } from '../../../api/loaded.ts'
import { describe } from '../../../api/session.ts'
import { countries } from '../../../parts/countries.ts'
import { Form, Input, Select, TextArea } from '../../../parts/Form.tsx'
import { Ready } from '../../../parts/States.tsx'
import { say } from '../../../parts/toasts.tsx'
import { usePageTitle } from '../../../parts/title.ts'
import type { Profile } from '../../../generated/api.ts'
import { words } from './words.ts'

export type Tagged = { value: Profile; tag: string }

/** The own profile with its version, which changes of it name. */
export function useProfile(): Loaded<Tagged> {
  return useLoaded((signal) => callWithTag('GET /users/profile', { signal }), [])
}

export function OwnProfile() {
  const loaded = useProfile()
  usePageTitle(words().sections.profile)
  return (
    <section class="panel">
      <h2>{words().sections.profile}</h2>
      <Ready of={loaded}>{(profile) => <Edit key={profile.tag} profile={profile} onSaved={loaded.set} />}</Ready>
    </section>
  )
}

function Edit({ profile: { value, tag }, onSaved }: { profile: Tagged; onSaved: (profile: Tagged) => void }) {
  const submit = async (data: FormData) => {
    const text = (name: string) => String(data.get(name) ?? '')
    const links = text('links').split(/\s+/).filter(Boolean)
    const body = { name: text('name'), country: text('country'), organization: text('organization'), about: text('about'), links }
    const saved = await callWithTag('PUT /users/profile', { body, match: tag })
    const { id, email, name, roles, jury_of } = saved.value
    describe({ id, email, name, roles, jury_of })
    onSaved(saved)
    say(words().saved)
  }
  return (
    <Form onSubmit={submit} submit={words().save} label={words().sections.profile}>
      <Input name="name" label={words().name} value={value.name} required maxLength={60} autocomplete="nickname" />
      <Select name="country" label={words().country} value={value.country} options={[['', words().noCountry], ...countries()]} />
      <Input name="organization" label={words().organization} value={value.organization} maxLength={120} autocomplete="organization" />
      <TextArea name="about" label={words().about} hint={words().aboutHint} value={value.about} maxLength={2000} rows={5} />
      <TextArea name="links" label={words().links} hint={words().linksHint} value={value.links.join('\n')} rows={3} spellcheck={false} />
    </Form>
  )
}
