// The time machine: the board of any second of the contest.
import { useMemo, useState } from 'preact/hooks'
import { ApiError, call } from '../../../api/client.ts'
import { useLoaded } from '../../../api/loaded.ts'
import { contestTime } from '../../../live/time.ts'
import { useQuery } from '../../../parts/query.ts'
import { Problem, Skeleton } from '../../../parts/States.tsx'
import { useTitle } from '../../../parts/title.ts'
import { useContest, type ContestContext } from '../../../store/access.ts'
import { SingleSeconds } from './SingleSeconds.tsx'
import { Played } from './Played.tsx'
import { Tape } from './tape.ts'
import { words } from './words.ts'
import './machine.css'

/** A recording of a running contest is loaded anew when it is older, and its end is reached. */
const OLD_MS = 15_000

export default function TimePage() {
  const contest = useContest()
  const [query, change] = useQuery()
  useTitle(words().title)
  const thawed = contest.store.clock.value?.thawed ?? false
  const all = contest.access.jury || thawed
  const audience = all && query['verdicts'] !== 'hidden' ? 'jury' : 'public'
  const [since, setSince] = useState(0)
  const loaded = useLoaded(async (signal) => {
    const recording = await call('GET /contests/{contest}/recording', { path: { contest: contest.id }, query: { audience }, signal })
    setSince(Date.now())
    return { tape: new Tape(recording), audience }
  }, [contest.id, audience])
  const running = useRunning(contest)
  const reload = () => Date.now() - since > OLD_MS && void loaded.reload()
  if (loaded.error?.status === 422) return <SingleSeconds contest={contest} audience={audience} />
  if (!loaded.value || loaded.value.audience !== audience) return <Waiting error={loaded.error} again={loaded.reload} />
  return (
    <Played
      key={`${contest.id} ${audience}`}
      contest={contest}
      tape={loaded.value.tape}
      running={running}
      refresh={reload}
      choice={all && frozen(contest) ? <Choice value={audience} set={(hidden) => change({ verdicts: hidden ? 'hidden' : '' })} /> : null}
    />
  )
}

function Waiting({ error, again }: { error: ApiError | null; again: () => unknown }) {
  return error ? <Problem error={error} again={again} /> : <Skeleton rows={12} />
}

/** Whether more is to come. */
function useRunning({ store }: ContestContext): boolean {
  const clock = store.clock.value
  return useMemo(() => {
    const time = clock ? contestTime(clock, Date.now(), store.skew) : null
    return clock !== null && time !== null && time < clock.settings.duration
  }, [clock])
}

function frozen({ store }: ContestContext): boolean {
  const settings = store.clock.value?.settings
  return settings !== undefined && settings.freeze !== null && settings.freeze < settings.duration
}

/** Whether verdicts of the freeze are shown, for who may see them. */
function Choice({ value, set }: { value: 'jury' | 'public'; set: (hidden: boolean) => void }) {
  const options = words().whoseOptions
  return (
    <label class="machine-whose">
      <span>{words().whose}</span>
      <select value={value} onChange={(event) => set(event.currentTarget.value === 'public')}>
        <option value="jury">{options.jury}</option>
        <option value="public">{options.public}</option>
      </select>
    </label>
  )
}
