import { countries } from '../../parts/countries.ts'
import { Input, Select } from '../../parts/Form.tsx'
import type { NewTeam, Team } from '../../generated/api.ts'
import { words } from './words.ts'

export function TeamFields({ team }: { team?: Team }) {
  return (
    <>
      <Input name="name" label={words().teamName} value={team?.name ?? ''} required maxLength={60} />
      <Input name="organization" label={words().organization} value={team?.organization ?? ''} maxLength={120} />
      <Select name="country" label={words().country} hint={words().countryHint} value={team?.country ?? ''} options={[['', words().none], ...countries()]} />
    </>
  )
}

export function detailsOf(data: FormData): NewTeam {
  const text = (name: string) => String(data.get(name) ?? '').trim()
  return { name: text('name'), organization: text('organization'), country: text('country') }
}
