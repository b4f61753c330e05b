// A problem of a contest: /contests/:contest/problems/:label.
import { useEffect, useState } from 'preact/hooks'
import { call } from '../../../api/client.ts'
import { useLoaded } from '../../../api/loaded.ts'
import type { ContestProblem as Listed } from '../../../generated/api.ts'
import { contestTime, phase, type Phase } from '../../../live/time.ts'
import { language as ofPage } from '../../../parts/language.ts'
import { ProblemMark } from '../../../parts/ProblemMark.tsx'
import { useQuery } from '../../../parts/query.ts'
import { Empty, Ready, Skeleton } from '../../../parts/States.tsx'
import { useTitle } from '../../../parts/title.ts'
import { useReturn } from '../../../parts/useReturn.ts'
import { useContest } from '../../../store/access.ts'
import type { ContestStore } from '../../../store/contest.ts'
import type { Place } from './place.ts'
import { Workbench } from './Workbench.tsx'
import { words } from './words.ts'

const TICK_MS = 1000

export default function ContestProblem({ label = '' }: { label?: string }) {
  const { id, store, access } = useContest()
  const shown = useContestPhase(store)
  const started = shown !== null && shown !== 'before'
  const listed = useLoaded<Listed[]>(
    async (signal) => (shown === null || (!started && !access.jury) ? [] : call('GET /contests/{contest}/problems', { path: { contest: id }, signal })),
    [id, shown === null, started, access.jury],
  )
  if (shown === null) return <Skeleton />
  return (
    <Ready of={listed}>
      {(problems) => {
        if (problems.length === 0) return started ? <Skeleton /> : <Empty>{words().notYet}</Empty>
        const found = problems.find((problem) => problem.label.toLowerCase() === label.toLowerCase())
        return (
          <>
            <Others contest={id} problems={problems} current={found?.label ?? ''} />
            {found ? <Loaded key={found.id} listed={found} over={shown === 'over' || shown === 'final'} /> : <Empty>{words().noProblem(label)}</Empty>}
          </>
        )
      }}
    </Ready>
  )
}

function Loaded({ listed, over }: { listed: Listed; over: boolean }) {
  const { id, store, access } = useContest()
  const [query] = useQuery()
  const wanted = query['lang'] ?? ofPage.value
  const loaded = useLoaded((signal) => call('GET /problems/{problem}', { path: { problem: listed.id }, query: { language: wanted }, signal }), [listed.id, wanted])
  // corrections are announced; what nobody announces is seen by who comes back
  const said = store.announcements.value.length
  useEffect(() => void (loaded.value && loaded.reload()), [said])
  useReturn(loaded.reload)
  const title = loaded.value ? `${listed.label}. ${loaded.value.title}` : listed.label
  useTitle(title)
  const ended = over && !access.registration?.virtual_participation
  return (
    <Ready of={loaded}>
      {(problem) => {
        const place: Place = {
          problem: { ...problem, title: listed.name || problem.title },
          contest: id,
          label: listed.label,
          rgb: listed.rgb,
          team: access.team,
          maySubmit: access.team !== null && !ended,
          mayRun: access.jury || (access.team !== null && !ended),
          over: ended && access.team !== null,
        }
        return <Workbench place={place} />
      }}
    </Ready>
  )
}

function Others({ contest, problems, current }: { contest: string; problems: readonly Listed[]; current: string }) {
  return (
    <nav class="other-problems" aria-label={words().problems}>
      {problems.map((problem) => (
        <a
          key={problem.id}
          href={`/contests/${encodeURIComponent(contest)}/problems/${encodeURIComponent(problem.label)}`}
          aria-current={problem.label === current ? 'page' : undefined}
          title={problem.name}
        >
          <ProblemMark label={problem.label} rgb={problem.rgb} name={problem.name} />
        </a>
      ))}
    </nav>
  )
}

/** null: the clock is not known yet. Draws anew when it changes, not with each second. */
function useContestPhase(store: ContestStore): Phase | null {
  const read = () => {
    const clock = store.clock.peek()
    return clock && phase(clock, contestTime(clock, Date.now(), store.skew))
  }
  const [shown, setShown] = useState(read)
  const known = store.clock.value !== null
  useEffect(() => {
    setShown(read())
    const timer = setInterval(() => setShown(read()), TICK_MS)
    return () => clearInterval(timer)
  }, [store, known])
  return shown
}
