// Making a contest: an empty one, or one like an earlier one.
import { useLocation } from 'preact-iso'
import { useState } from 'preact/hooks'
import { ApiError, call } from '../../../api/client.ts'
import { useLoaded } from '../../../api/loaded.ts'
import { user } from '../../../api/session.ts'
import type { Contest } from '../../../generated/api.ts'
import { useKept } from '../../../parts/kept.ts'
import { Empty, Ready } from '../../../parts/States.tsx'
import { say, sayError } from '../../../parts/toasts.tsx'
import { usePageTitle } from '../../../parts/title.ts'
import { isAdmin } from '../../../store/access.ts'
import { changeOf, draftOf, type Draft, type Rule } from './draft.ts'
import { Editing, Text } from './fields.tsx'
import { juryAddress } from './JuryPage.tsx'
import { AwardFields, ScoringFields, SightFields, TimeFields } from './SettingsFields.tsx'
import { words } from './settingsWords.ts'
import { ownZone, parseWall, wallText } from './times.ts'

const HOUR = 3_600_000
const EMPTY = { name: '', duration: 5 * HOUR, freeze: 4 * HOUR }

export default function NewContest() {
  const { query, route } = useLocation()
  const from = query['from'] ?? ''
  const loaded = useLoaded(async (signal) => {
    if (!isAdmin(user.value)) throw new ApiError('forbidden', words().onlyAdmins, user.value ? 403 : 401)
    const known = await call('GET /contests', { query: { limit: 200 }, signal })
    const source = from ? await call('GET /contests/{contest}', { path: { contest: from }, signal }) : null
    return { contests: known.contests, source }
  }, [from])
  const title = loaded.value?.source ? words().cloneOf(loaded.value.source.settings.name) : words().newContest
  usePageTitle(title)
  const choose = (id: string) => route(`/admin/contests/new${id ? `?from=${encodeURIComponent(id)}` : ''}`, true)
  return (
    <main class="jury-new">
      <h1>{title}</h1>
      <Ready of={loaded}>
        {({ contests, source }) => (
          <>
            <div class="field jury-number">
              <label for="from">{words().cloneFrom}</label>
              <select id="from" value={from} onChange={(event) => choose(event.currentTarget.value)}>
                <option value="">{words().cloneNothing}</option>
                {contests.map((contest) => (
                  <option key={contest.id} value={contest.id}>
                    {contest.settings.name}
                  </option>
                ))}
              </select>
              {source && <small class="hint">{words().cloneHint}</small>}
            </div>
            <Editor key={from} source={source} />
          </>
        )}
      </Ready>
    </main>
  )
}

/** A proposal for the start: a full hour that leaves time to prepare. */
function nextHour(): number {
  return Math.ceil(Date.now() / HOUR + 1) * HOUR
}

/** A proposal for the id of what has this name. */
function idOf(name: string): string {
  return name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 63)
}

function Editor({ source }: { source: Contest | null }) {
  const { route } = useLocation()
  const [draft, setDraft, forget] = useKept<Draft>(`new-contest.${source?.id ?? ''}`, () => {
    const settings = { ...(source?.settings ?? EMPTY), start: source ? null : nextHour() }
    return { ...draftOf(settings, ownZone()), rule: 'icpc', id: '', capacity: '', zone: ownZone() }
  })
  const zone = String(draft['zone'])
  const [refused, setRefused] = useState<Record<string, string>>({})
  const [busy, setBusy] = useState(false)
  const rule = draft['rule'] as Rule
  const blank = { ...EMPTY, rule }
  const { change, faults } = changeOf(draft, blank, zone)
  const id = String(draft['id'] || idOf(String(draft['name'])))

  const set = (key: string, value: string | boolean) =>
    setDraft((old) => ({ ...(key === 'rule' ? draftOf({ ...EMPTY, rule: value as Rule }, zone) : {}), ...old, [key]: value }))
  const moveZone = (to: string) => {
    const at = parseWall(String(draft['start']), zone)
    if (at !== null) set('start', wallText(at, to))
    set('zone', to)
  }
  const create = async () => {
    if (source) {
      if (change.start == null) throw new ApiError('invalid', words().cloneStart, 422, 'start')
      await call('POST /contests/{contest}/clone', { path: { contest: source.id }, body: { id, start: change.start, name: change.name || null } })
      return
    }
    const { rated = null, ...rest } = change
    const settings = { ...rest, rated, rule, name: change.name ?? '', duration: change.duration ?? 0 }
    await call('POST /contests', { body: { id, settings, capacity: Number(draft['capacity']) || null } })
  }
  const submit = async (event: Event) => {
    event.preventDefault()
    if (busy || Object.keys(faults).length > 0) return
    setBusy(true)
    try {
      await create()
      forget()
      say(words().created)
      route(juryAddress(id, source ? 'overview' : 'problems'))
    } catch (error) {
      if (error instanceof ApiError && error.field) setRefused({ [error.field.split('.').at(-1) ?? '']: error.message })
      if (!(error instanceof ApiError && error.field === 'start')) sayError(error)
      setBusy(false)
    }
  }
  if (!isAdmin(user.value)) return <Empty>{words().onlyAdmins}</Empty>
  return (
    <Editing.Provider value={{ draft: { ...draft, id }, set, faults, refused }}>
      <form class="jury-settings" onSubmit={(event) => void submit(event)}>
        <TimeFields zone={zone} setZone={moveZone} pauses={false} />
        <fieldset class="panel jury-section">
          <legend>{words().id}</legend>
          <div class="jury-pair">
            <Text name="id" label={words().id} hint={words().idHint} required pattern="[A-Za-z0-9][A-Za-z0-9_\-]{0,62}" />
            {!source && <Text name="capacity" label={words().capacity} hint={words().capacityHint} type="number" min={1} />}
          </div>
        </fieldset>
        {!source && (
          <>
            <ScoringFields rule={rule} fixed={false} />
            <AwardFields />
            <SightFields />
          </>
        )}
        <footer class="jury-save">
          <button type="submit" class="primary" disabled={busy}>
            {words().create}
          </button>
        </footer>
      </form>
    </Editing.Provider>
  )
}

