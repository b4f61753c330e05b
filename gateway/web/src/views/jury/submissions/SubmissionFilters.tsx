import { call } from '../../../api/client.ts'
import { useLoaded } from '../../../api/loaded.ts'
import { useQuery } from '../../../parts/query.ts'
import { verdictWords } from '../../../parts/Verdict.tsx'
import { useContest } from '../../../store/access.ts'
import { Choice, Filters, ProblemChoice, TeamChoice, Text } from '../desk/Filters.tsx'
import { chosen, FILTERS, type Filter } from './filters.ts'
import { words } from './words.ts'

const VERDICTS = ['AC', 'WA', 'TLE', 'MLE', 'OLE', 'RTE', 'CE', 'JE']

/** Codes with their words: the standard ones, and what this contest has beside them. */
export function useVerdicts(): [string, string][] {
  const own = Object.keys(useContest().store.clock.value?.settings.judgement_types ?? {})
  return [...new Set([...VERDICTS, ...own])].map((code) => [code, `${code} ${verdictWords(code) === code ? '' : verdictWords(code)}`])
}

export function useLanguages(): [string, string][] {
  const loaded = useLoaded((signal) => call('GET /languages', { signal }), [])
  return (loaded.value ?? []).map((language) => [language.id, language.name])
}

export function SubmissionFilters() {
  const [query, change] = useQuery()
  const languages = useLanguages()
  const set = (name: Filter) => ({ value: query[name], onChange: (value: string) => change({ [name]: value }) })
  const filtered = Object.keys(chosen(query)).length > 0
  const clear = () => change(Object.fromEntries(FILTERS.map((name) => [name, ''])))
  return (
    <Filters onClear={filtered ? clear : undefined}>
      <ProblemChoice {...set('problem')} />
      <TeamChoice {...set('team')} />
      <Choice label={words().verdict} {...set('verdict')} options={useVerdicts()} />
      <Choice label={words().language} {...set('language')} options={languages} />
      <Choice label={words().state} {...set('state')} options={Object.entries(words().states)} />
      <Choice label={words().reviewed} {...set('reviewed')} options={Object.entries(words().reviewedOnes)} />
      <Text label={words().from} {...set('from')} minutes />
      <Text label={words().to} {...set('to')} minutes />
      <Text label={words().user} {...set('user')} />
    </Filters>
  )
}
