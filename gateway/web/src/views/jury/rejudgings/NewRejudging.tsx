import { useLocation } from 'preact-iso'
import { call } from '../../../api/client.ts'
import { useLoaded } from '../../../api/loaded.ts'
import { number } from '../../../parts/format.ts'
import { Field, Form, Input, TextArea } from '../../../parts/Form.tsx'
import { useQuery } from '../../../parts/query.ts'
import { useTitle } from '../../../parts/title.ts'
import { useContest } from '../../../store/access.ts'
import { useProblems } from '../desk/names.tsx'
import { useLanguages, useVerdicts } from '../submissions/SubmissionFilters.tsx'
import { words } from './words.ts'
import '../desk/desk.css'
import './rejudgings.css'

/** Of one list each; the address names what is chosen. */
const LISTS = ['problems', 'verdicts', 'languages', 'teams', 'submissions'] as const
type Choice = Record<(typeof LISTS)[number], string[]>
const MOST_COUNTED = 200

/** Chooses what is judged again. */
export default function NewRejudging() {
  const { id: contest, store } = useContest()
  const { route } = useLocation()
  const [query, change] = useQuery()
  const choice = Object.fromEntries(LISTS.map((list) => [list, split(query[list])])) as Choice
  const set = (list: keyof Choice) => (values: string[]) => change({ [list]: values.join(',') })
  const base = `/contests/${encodeURIComponent(contest)}/jury/rejudgings`
  useTitle(words().newTitle)
  const make = async (data: FormData) => {
    const body = { reason: String(data.get('reason') ?? ''), ...choice }
    const made = await call('POST /contests/{contest}/rejudgings', { path: { contest }, body })
    route(`${base}/${made.id}`)
  }
  return (
    <section class="desk">
      <a href={base}>← {words().back}</a>
      <h2>{words().newTitle}</h2>
      <p class="rejudging-intro">{words().intro}</p>
      <Form onSubmit={make} submit={words().start} label={words().newTitle} class="rejudging-form" beside={<Fitting choice={choice} />}>
        <Input name="reason" label={words().reason} hint={words().reasonHint} required maxLength={500} />
        <Boxes legend={words().problems} chosen={choice.problems} onChange={set('problems')} options={useProblemOptions()} />
        <Boxes legend={words().verdicts} chosen={choice.verdicts} onChange={set('verdicts')} options={useVerdicts()} />
        <Boxes legend={words().languages} chosen={choice.languages} onChange={set('languages')} options={useLanguages()} />
        <Many
          name="teams"
          label={words().teams}
          hint={words().teamsHint}
          chosen={choice.teams}
          onChange={set('teams')}
          options={[...store.teams.value.values()].map((team) => [team.id, team.name])}
        />
        <TextArea
          name="submissions"
          label={words().submissions}
          hint={words().submissionsHint}
          value={choice.submissions.join('\n')}
          rows={2}
          onChange={(event: Event) => set('submissions')(split((event.currentTarget as HTMLTextAreaElement).value))}
        />
      </Form>
    </section>
  )
}

function useProblemOptions(): [string, string][] {
  return useProblems().map((problem) => [problem.id, `${problem.label} ${problem.name ?? ''}`])
}

function split(text = ''): string[] {
  return text.split(/[\s,]+/).filter(Boolean)
}

interface ListProps {
  chosen: readonly string[]
  onChange: (values: string[]) => void
  options: readonly (readonly [string, string])[]
}

function Boxes({ legend, chosen, onChange, options }: ListProps & { legend: string }) {
  if (options.length === 0) return null
  const toggle = (value: string, on: boolean) => onChange(on ? [...chosen, value] : chosen.filter((each) => each !== value))
  return (
    <fieldset class="rejudging-boxes">
      <legend>{legend}</legend>
      {options.map(([value, text]) => (
        <label key={value}>
          <input type="checkbox" checked={chosen.includes(value)} onChange={(event) => toggle(value, event.currentTarget.checked)} /> {text}
        </label>
      ))}
    </fieldset>
  )
}

function Many({ name, label, hint, chosen, onChange, options }: ListProps & { name: string; label: string; hint: string }) {
  return (
    <Field name={name} label={label} hint={hint}>
      {(tied) => (
        <select {...tied} multiple size={6} onChange={(event) => onChange([...event.currentTarget.selectedOptions].map((option) => option.value))}>
          {options.map(([value, text]) => (
            <option key={value} value={value} selected={chosen.includes(value)}>
              {text}
            </option>
          ))}
        </select>
      )}
    </Field>
  )
}

/** How many submissions of now fit, as far as one question can tell: of a choice with one value a list. */
function Fitting({ choice }: { choice: Choice }) {
  const { id: contest } = useContest()
  const { problems, verdicts, languages, teams, submissions } = choice
  const told = submissions.length === 0 && [problems, verdicts, languages, teams].every((list) => list.length <= 1)
  const query = { problem: problems[0], verdict: verdicts[0], language: languages[0], team: teams[0], state: 'done' as const, limit: MOST_COUNTED }
  const found = useLoaded(
    async (signal) => (told ? call('GET /contests/{contest}/submissions', { path: { contest }, query: given(query), signal }) : null),
    [contest, JSON.stringify(choice)],
  )
  if (!found.value) return <span class="desk-note" role="status" />
  const count = number(found.value.submissions.length)
  return (
    <span class="desk-note" role="status">
      {found.value.next ? words().fittingMore(count) : words().fitting(count)}
    </span>
  )
}

function given<T extends object>(query: T): { [K in keyof T]?: NonNullable<T[K]> } {
  return Object.fromEntries(Object.entries(query).filter(([, value]) => value !== undefined)) as never
}
