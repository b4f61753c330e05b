// The teams of a contest and those who ask to take part: approved, rejected, hidden, given more time, …
import { useEffect, useState } from 'preact/hooks'
import { call } from '../../../api/client.ts'
import { useLoaded, type Loaded } from '../../../api/loaded.ts'
import type { Registration } from '../../../generated/api.ts'
import { AskingButton } from '../../../parts/Dialog.tsx'
import { number } from '../../../parts/format.ts'
import { useQuery } from '../../../parts/query.ts'
import { Empty, Ready } from '../../../parts/States.tsx'
import { attempt, say } from '../../../parts/toasts.tsx'
import { words as common } from '../../../parts/words.ts'
import { useReturn } from '../../../parts/useReturn.ts'
import { useContest } from '../../../store/access.ts'
import { JuryPage } from './JuryPage.tsx'
import { TeamDialog } from './TeamDialog.tsx'
import { words } from './teamWords.ts'
import { durationText } from './times.ts'
import './problems.css'
import './teams.css'

const PAGE = 200
/** Rows that are drawn before somebody asks for more. */
const SHOWN = 200
const STATES = ['pending', 'approved', 'rejected', 'withdrawn'] as const

export default function Teams() {
  const { id, store } = useContest()
  const loaded = useLoaded((signal) => all(id, signal), [id])
  const teams = store.clock.value?.teams
  useEffect(() => {
    if (loaded.value) void loaded.reload()
  }, [teams])
  useReturn(loaded.reload)
  return (
    <JuryPage part="teams">
      <Ready of={loaded} rows={10}>
        {(registrations) => <List registrations={registrations} loaded={loaded} />}
      </Ready>
    </JuryPage>
  )
}

async function all(contest: string, signal: AbortSignal): Promise<Registration[]> {
  const found: Registration[] = []
  for (let cursor: string | null = ''; cursor !== null; ) {
    const page: { next: string | null; registrations: Registration[] } = await call('GET /contests/{contest}/registrations', {
      path: { contest },
      query: { limit: PAGE, ...(cursor && { cursor }) },
      signal,
    })
    found.push(...page.registrations)
    cursor = page.next
  }
  return found.sort((a, b) => a.name.localeCompare(b.name))
}

function fits(registration: Registration, state: string, text: string): boolean {
  if (state && registration.state !== state) return false
  const { name, organization, location, groups, members } = registration
  return [name, organization, location, ...groups, ...members.map((member) => member.name)].join('\n').toLowerCase().includes(text.toLowerCase())
}

function List({ registrations, loaded }: { registrations: Registration[]; loaded: Loaded<Registration[]> }) {
  const { id } = useContest()
  const [{ state = '', q = '', team = '' }, setQuery] = useQuery()
  const [shown, setShown] = useState(SHOWN)
  const found = registrations.filter((registration) => fits(registration, state, q))
  const waiting = found.filter((registration) => registration.state === 'pending')
  const open = registrations.find((registration) => registration.team_id === team)
  const put = (changed: Registration) => {
    loaded.set(registrations.map((each) => (each.team_id === changed.team_id ? changed : each)))
    void loaded.reload() // also its version, which the next change names
  }
  const approveAll = async () => {
    for (const { team_id, version } of waiting) {
      await call('PATCH /contests/{contest}/registrations/{team}', { path: { contest: id, team: team_id }, body: { state: 'approved' }, match: version })
    }
    await loaded.reload()
  }
  return (
    <section class="panel" aria-label={words().team}>
      <div class="jury-filters">
        <div class="field">
          <label for="team-state">{words().state}</label>
          <select id="team-state" value={state} onChange={(event) => setQuery({ state: event.currentTarget.value })}>
            <option value="">
              {words().all} ({number(registrations.length)})
            </option>
            {STATES.map((each) => (
              <option key={each} value={each}>
                {words().states[each]} ({number(registrations.filter((registration) => registration.state === each).length)})
              </option>
            ))}
          </select>
        </div>
        <div class="field">
          <label for="team-search">{words().search}</label>
          <input id="team-search" type="search" value={q} onInput={(event) => setQuery({ q: event.currentTarget.value })} />
        </div>
        {waiting.length > 1 && (
          <AskingButton label={words().approveAll(waiting.length)} question={<p>{words().approveAllAsk}</p>} danger={false} act={approveAll} done={words().saved} />
        )}
      </div>
      {found.length === 0 ? (
        <Empty>{registrations.length === 0 ? words().noTeams : words().noMatch}</Empty>
      ) : (
        <ul class="jury-teams">
          {found.slice(0, shown).map((registration) => (
            <Row key={registration.team_id} of={registration} put={put} open={() => setQuery({ team: registration.team_id }, true)} />
          ))}
        </ul>
      )}
      {found.length > shown && (
        <button type="button" onClick={() => setShown(shown + SHOWN)}>
          {common().more}
        </button>
      )}
      {open && <TeamDialog of={open} put={put} onClose={() => setQuery({ team: '' })} />}
    </section>
  )
}

function Row({ of, put, open }: { of: Registration; put: (changed: Registration) => void; open: () => void }) {
  const { id } = useContest()
  const decide = (state: 'approved' | 'rejected') =>
    attempt(async () => {
      const path = { contest: id, team: of.team_id }
      const changed = await call('PATCH /contests/{contest}/registrations/{team}', { path, body: { state }, match: of.version })
      put(changed)
      say(words()[state](of.name), 'good', {
        label: common().undo,
        do: () => attempt(async () => put(await call('PATCH /contests/{contest}/registrations/{team}', { path, body: { state: state === 'approved' ? 'rejected' : 'approved' }, match: changed.version }))),
      })
    })
  return (
    <li>
      <button type="button" class="plain jury-name" aria-label={words().open(of.name)} onClick={open}>
        <b>
          <bdi>{of.name}</bdi>
        </b>{' '}
        <bdi class="hint">{of.organization}</bdi>
      </button>
      <span class="facts">
        {of.location && <span>{of.location}</span>}
        {of.groups.map((group) => (
          <span key={group} class="badge">
            {group}
          </span>
        ))}
        <Flags of={of} />
        <span class={`badge ${of.state === 'pending' ? 'final' : ''}`}>{words().states[of.state]}</span>
      </span>
      {of.state === 'pending' && (
        <span class="acts">
          <button type="button" class="primary" aria-label={`${words().approve}: ${of.name}`} onClick={() => void decide('approved')}>
            {words().approve}
          </button>
          <button type="button" aria-label={`${words().reject}: ${of.name}`} onClick={() => void decide('rejected')}>
            {words().reject}
          </button>
        </span>
      )}
    </li>
  )
}

function Flags({ of }: { of: Registration }) {
  const flags = [of.hidden && 'hidden', of.unofficial && 'unofficial', of.disqualified && 'disqualified', of.virtual_participation && 'virtual'].filter(Boolean) as string[]
  return (
    <>
      {flags.map((flag) => (
        <span key={flag} class="badge jury-flag">
          {words().flags[flag]}
        </span>
      ))}
      {of.extension > 0 && <span class="badge">{words().more(durationText(of.extension * 1000))}</span>}
    </>
  )
}
