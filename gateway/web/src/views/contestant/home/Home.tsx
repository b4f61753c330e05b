// The contest home of a contestant: everything of one's own on one page, or how to take part.
import type { ComponentChildren } from 'preact'
import { lazy, useLocation } from 'preact-iso'
import { useEffect, useMemo, useState } from 'preact/hooks'
import { call } from '../../../api/client.ts'
import { useLoaded } from '../../../api/loaded.ts'
import type { Member, Registration, VirtualStandings } from '../../../generated/api.ts'
import type { TeamFrame } from '../../../generated/live.ts'
import { contestTime, phase, problemsOf, spell } from '../../../live/time.ts'
import { clockTime } from '../../../parts/format.ts'
import { insist } from '../../../parts/insist.ts'
import { useKeys } from '../../../parts/keys.ts'
import { useNow } from '../../../parts/now.ts'
import { Ready, Skeleton } from '../../../parts/States.tsx'
import { useTitle } from '../../../parts/title.ts'
import { useRoom } from '../../../parts/useRoom.ts'
import { useContest, type Access } from '../../../store/access.ts'
import type { ContestStore } from '../../../store/contest.ts'
import { useClarifications } from '../clarifications/store.ts'
import { Brief } from '../clarifications/Brief.tsx'
import { Around, OwnRow } from './OwnRow.tsx'
import { ProblemList } from './ProblemList.tsx'
import { fromFrame, fromScoreboard, type Standing } from './standing.ts'
import { ownState } from './state.ts'
import { Submissions } from './Submissions.tsx'
import { useSubmissions, type SubmissionStore } from './submissions.ts'
import { tabs } from './tabs.ts'
import { useVirtual } from './virtual.ts'
import { words } from './words.ts'
import './home.css'

// beside what a contestant looks at while the contest runs
const Before = lazy(() => insist(() => import('./Before.tsx').then((module) => module.Before), true))
const Outside = lazy(() => insist(() => import('./Outside.tsx').then((module) => module.Outside), true))
const Settings = lazy(() => insist(() => import('./Settings.tsx').then((module) => module.Settings), true))

export default function Home() {
  const { id, store, access } = useContest()
  useTitle(access.registration ? tabs().home : tabs().takePart)
  const clock = store.clock.value
  const now = useNow(1000)
  const state = clock && phase(clock, contestTime(clock, now, store.skew))
  const loaded = useLoaded((signal) => call('GET /contests/{contest}', { path: { contest: id }, signal }), [id, state === 'before', state === 'over' || state === 'final'])
  const submissions = useSubmissions(id, access.team)
  if (!access.known) return <Skeleton />
  const { registration, team } = access
  if (!registration || !team) return <Ready of={loaded}>{(contest) => <Outside contest={contest} access={access} store={store} />}</Ready>
  if (!clock || !submissions) return <Skeleton />
  if (state === 'before' && !registration.virtual_participation) {
    return <Before registration={registration} access={access} store={store} submissions={submissions} />
  }
  return <Running registration={registration} team={team} access={access} store={store} submissions={submissions} />
}

interface RunningProps {
  registration: Registration
  team: string
  access: Access
  store: ContestStore
  submissions: SubmissionStore
}

function Running({ registration, team, access, store, submissions }: RunningProps) {
  const { contest } = access
  const { route } = useLocation()
  const ask = () => route(`/contests/${encodeURIComponent(contest)}/clarifications?ask=1`)
  useKeys([{ key: 'a', does: words().askByKey, act: ask }], [words(), contest])
  const virtually = registration.virtual_participation
  const virtual = useVirtual(contest, virtually ? team : null, submissions)
  const live = useOwnStanding(contest, store, virtually ? null : team)
  const problems = problemsOf(store.clock.value)
  const standing = virtual.value ? recorded(virtual.value, team, store, problems.map(({ id }) => id), registration.name) : live
  const states = problems.map((problem, number) => ownState(problem.id, standing?.cells.get(number), submissions.list.value))
  const questions = useClarifications(contest, team)
  const frozen = !virtually && useFrozen(store)
  return (
    <div class="home">
      <OwnRow contest={contest} name={registration.name} standing={standing} problems={problems} states={states} frozen={frozen}>
        <TimeLeft store={store} virtual={virtual.value ?? null} />
      </OwnRow>
      {virtual.value && <VirtualNote participation={virtual.value} store={store} reload={virtual.reload} />}
      <div class="home-columns">
        <div class="column">
          <Part name="problems" title={words().problems}>
            <ProblemList contest={contest} problems={problems} states={states} />
          </Part>
          <Part name="around" title={words().around}>
            <Around standing={standing} />
            <p>
              <a href={`/contests/${encodeURIComponent(contest)}`}>{words().toBoard}</a>
            </p>
          </Part>
        </div>
        <div class="column">
          <Part name="sent" title={words().submissions}>
            <Submissions store={submissions} problems={problems} members={registration.members} />
          </Part>
          <Part name="questions" title={words().questions}>
            {questions && <Brief contest={contest} store={questions} problems={problems} />}
          </Part>
          <Part name="settings" title={words().notifications}>
            <Settings store={store} submissions={submissions} />
          </Part>
        </div>
      </div>
    </div>
  )
}

function Part({ name, title, children }: { name: string; title: string; children: ComponentChildren }) {
  return (
    <section class={`panel part-${name}`} aria-labelledby={`${name}-heading`}>
      <h2 id={`${name}-heading`}>{title}</h2>
      {children}
    </section>
  )
}

/** From the team's live room; null: it is not on the board, or nothing has come yet. */
function useOwnStanding(contest: string, store: ContestStore, team: string | null): Standing | null {
  const [frame, setFrame] = useState<TeamFrame | null>(null)
  const teams = store.teams.value
  const n = useMemo(() => (team === null ? undefined : numberOf(teams, team)), [teams, team])
  useRoom(n === undefined ? null : `team.${contest}.${n}`, { frame: (got) => got.type === 'team' && setFrame(got) })
  useEffect(() => setFrame(null), [contest, team])
  return fromFrame(frame, n, (other) => teams.get(other)?.name ?? '…')
}

function numberOf(teams: ReadonlyMap<number, Member>, team: string): number | undefined {
  for (const member of teams.values()) if (member.id === team) return member.n
  return undefined
}

function recorded(virtual: VirtualStandings, team: string, store: ContestStore, problems: readonly string[], name: string): Standing | null {
  const names = new Map([...store.teams.value.values()].map((member) => [member.id, member.name]))
  return fromScoreboard(virtual.scoreboard.rows, team, problems, (id) => (id === team ? name : (names.get(id) ?? id)))
}

/** Apart from the rest, which is not drawn anew with each tick. */
function TimeLeft({ store, virtual }: { store: ContestStore; virtual: VirtualStandings | null }) {
  const left = useTimeLeft(store, virtual)
  return <span role="timer">{left === null ? words().over : spell(left)}</span>
}

/** In ms, by the contest's clock or one's own; null: it is over. */
function useTimeLeft(store: ContestStore, virtual: VirtualStandings | null): number | null {
  const now = useNow(250)
  const clock = store.clock.value
  if (virtual) {
    const left = Date.parse(virtual.participation.ends_at) - (now + store.skew)
    return left > 0 ? left : null
  }
  if (!clock) return null
  const time = contestTime(clock, now, store.skew)
  const left = time === null ? null : clock.settings.duration - time
  return left !== null && left > 0 && !clock.final ? left : null
}

function useFrozen(store: ContestStore): boolean {
  const now = useNow(1000)
  const clock = store.clock.value
  return clock !== null && phase(clock, contestTime(clock, now, store.skew)) === 'frozen'
}

function VirtualNote({ participation, store, reload }: { participation: VirtualStandings; store: ContestStore; reload: () => Promise<void> }) {
  const over = useTimeLeft(store, participation) === null
  return (
    <p class="virtual-note">
      <b>{words().virtual}</b>
      <span>{over ? words().virtualOver : words().virtualEnds(clockTime(participation.participation.ends_at))}</span>
      <button type="button" onClick={() => void reload()}>
        ↻ {words().refresh}
      </button>
    </p>
  )
}
