// What stands above every view of a contest: name, clock, freshness, announcements, and the tabs of who is looking.
import { Route, Router, useLocation } from 'preact-iso'
import { useEffect, useMemo, useState } from 'preact/hooks'
import { number } from '../parts/format.ts'
import { useNow } from '../parts/now.ts'
import { title } from '../parts/title.ts'
import { contestTime, phase, spell } from '../live/time.ts'
import { Contest, useAccess, type ContestContext } from '../store/access.ts'
import { connection } from '../store/connection.ts'
import { ContestStore } from '../store/contest.ts'
import { contestantViews } from '../views/contestant/views.ts'
import { juryViews } from '../views/jury/views.ts'
import { spectatorViews } from '../views/spectator/views.ts'
import { Announcements } from './Announcements.tsx'
import { Companions } from './Companion.tsx'
import { Freshness } from './Freshness.tsx'
import { routes, type ContestView } from './views.ts'
import { words } from './words.ts'
import '../styles/frame.css'

const TICK_MS = 250
/** So long views stay hidden at most while what stands above them is on its way: their first picture would be pushed down. */
const WAIT_MS = 1500
const VIEWS = [...contestantViews, ...spectatorViews, ...juryViews]

export function ContestFrame({ contest = '' }: { contest?: string }) {
  const store = useMemo(() => new ContestStore(connection(), contest), [contest])
  useEffect(() => () => store.close(), [store])
  const access = useAccess(contest)
  const name = store.clock.value?.settings.name
  const view = title.value
  useEffect(() => {
    document.title = [view, name, 'Podium'].filter(Boolean).join(' · ')
  }, [view, name])
  const waits = useWait(contest) && !store.clock.value && !store.problem.value
  const context = useMemo(() => ({ id: contest, store, access }), [contest, store, ...Object.values(access)])
  return (
    <Contest.Provider value={context}>
      <main class="contest">
        <Headline store={store} />
        <Tabs of={context} />
        <Announcements store={store} />
        <Companions of={context} />
        <div class={waits ? 'view-waits' : ''}>
          <Router>
            {routes(VIEWS)}
            <Route default component={NotHere} />
          </Router>
        </div>
      </main>
    </Contest.Provider>
  )
}

/** True for a while after another contest was opened. */
function useWait(contest: string): boolean {
  const [over, setOver] = useState('')
  useEffect(() => {
    const timer = setTimeout(() => setOver(contest), WAIT_MS)
    return () => clearTimeout(timer)
  }, [contest])
  return over !== contest
}

function Tabs({ of }: { of: ContestContext }) {
  const { path } = useLocation()
  const base = `/contests/${encodeURIComponent(of.id)}`
  const shown = VIEWS.filter((view) => view.tab?.shown(of.access, of))
  if (shown.length < 2) return null
  const here = nearest(shown, path.replace(/\/$/, '').slice(base.length) || '/')
  return (
    <nav class="tabs" aria-label={words().contest}>
      {shown.map((view) => {
        const to = view.path === '/' ? base : base + view.path
        return (
          <a key={view.path} href={to} aria-current={view === here ? (path.replace(/\/$/, '') === to ? 'page' : 'true') : undefined}>
            {view.tab!.label(of.access)}
            <Waiting what={view.tab!.waiting?.(of) ?? null} />
          </a>
        )
      })}
    </nav>
  )
}

/** The view of this path below the contest, or the one that it is a part of. */
function nearest(views: readonly ContestView[], path: string): ContestView | undefined {
  const around = views.filter((view) => path === view.path || (view.path !== '/' && path.startsWith(`${view.path}/`)))
  return around.sort((a, b) => b.path.length - a.path.length)[0]
}

function Waiting({ what }: { what: { count: number; says: string } | null }) {
  if (!what || what.count === 0) return null
  return (
    <span class="waiting">
      <span aria-hidden="true">{number(what.count)}</span>
      <span class="hidden">{what.says}</span>
    </span>
  )
}

function Headline({ store }: { store: ContestStore }) {
  const now = useNow(TICK_MS)
  const clock = store.clock.value
  if (!clock) {
    return (
      <div class="headline">
        <h1>{store.contest}</h1>
        <Freshness store={store} />
        {store.problem.value ? <p role="alert">{store.problem.value}</p> : <ClockToCome />}
      </div>
    )
  }
  const time = contestTime(clock, now, store.skew)
  const state = phase(clock, time)
  const shown = time === null ? null : Math.min(time, clock.settings.duration)
  const done = time === null ? 0 : Math.max(0, Math.min(1, time / clock.settings.duration))
  return (
    <div class="headline">
      <h1>
        <bdi>{clock.settings.name}</bdi>
      </h1>
      <span class={`badge ${state}`} data-testid="phase">
        {state === 'frozen' ? '❄ ' : ''}
        {words().phase[state]}
      </span>
      <Freshness store={store} />
      <div class="clock">
        <span class="time" role="timer" data-testid="clock">
          {shown === null ? '–' : spell(shown)}
        </span>
        <span class="of">{words().of(spell(clock.settings.duration))}</span>
        <div class="bar" aria-hidden="true">
          <div class="done" style={{ transform: `scaleX(${done})` }} />
          {clock.settings.freeze !== null && <div class="freeze" style={{ insetInlineStart: `${(clock.settings.freeze / clock.settings.duration) * 100}%` }} />}
        </div>
        <span class="counts" data-testid="counts">
          {words().counts(number(clock.teams), number(clock.submissions), number(clock.pending))}
          {store.viewers.value !== null && (
            <>
              {' · '}
              <span data-testid="viewers">{words().watching(number(store.viewers.value))}</span>
            </>
          )}
        </span>
      </div>
    </div>
  )
}

/** Keeps the clock's place, so that nothing moves when it comes. */
function ClockToCome() {
  return (
    <div class="clock" aria-hidden="true">
      <span class="time">–</span>
      <div class="bar" />
      <span class="counts">…</span>
    </div>
  )
}

function NotHere() {
  return <p class="empty">{words().notHere}</p>
}
