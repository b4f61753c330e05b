// All contests: one's own first, then those that run, those to come, those that are over.
import { useLocation } from 'preact-iso'
import { useEffect } from 'preact/hooks'
import { call } from '../../../api/client.ts'
import { usePages, type Pages } from '../../../api/pages.ts'
import { user } from '../../../api/session.ts'
import type { Contest, ContestQuery } from '../../../generated/api.ts'
import { useQuery } from '../../../parts/query.ts'
import { attempt } from '../../../parts/toasts.tsx'
import { words as common } from '../../../parts/words.ts'
import { Empty, Ready } from '../../../parts/States.tsx'
import { Card } from './Card.tsx'
import { Dialogs } from './Dialogs.tsx'
import { Filters } from './Filters.tsx'
import { forward } from './forward.ts'
import { endingFirst, soonestFirst, untilChange } from './order.ts'
import { words } from './words.ts'
import './contests.css'

type Section = 'running' | 'upcoming' | 'ended'
const SECTIONS: readonly Section[] = ['running', 'upcoming', 'ended']
/** Contests whose clocks are followed live, of each section. */
const FOLLOWED = 8

export default function ContestList() {
  const [query, change] = useQuery()
  const { route } = useLocation()
  useEffect(() => {
    document.title = `${words().contests} · Podium`
  }, [words()])
  useEffect(() => {
    void forward().then((to) => to && route(to), () => undefined)
  }, [])
  const filters = filtersOf(query)
  const wanted = SECTIONS.filter((section) => !query['status'] || query['status'] === section)
  const own = useContests({ mine: true }, filters, user.value !== null && query['status'] !== 'ended')
  const running = useContests({ status: 'running' }, filters, wanted.includes('running'))
  const upcoming = useContests({ status: 'upcoming' }, filters, wanted.includes('upcoming'))
  const ended = useContests({ status: 'ended' }, filters, wanted.includes('ended'))
  const lists = { running, upcoming, ended }
  const reload = () => void Promise.all([own, running, upcoming, ended].map((list) => list.reload()))
  useChanges([own, running, upcoming].flatMap((list) => list.value ?? []), reload)

  const mine = endingFirst((own.value ?? []).filter(({ status }) => status !== 'ended' && wanted.includes(status)))
  const known = new Set(mine.map(({ id }) => id))
  const empty = wanted.every((section) => lists[section].value?.length === 0) && mine.length === 0
  const filtered = Object.keys(filters).length > 0
  return (
    <main class="contests">
      <header>
        <h1>{words().contests}</h1>
        {user.value && (
          <button type="button" class="plain link" onClick={() => change({ code: '1' }, true)}>
            {words().privateCode}
          </button>
        )}
      </header>
      <Filters query={query} change={change} />
      {mine.length > 0 && (
        <Cards title={words().sections.own} contests={mine} own onChange={reload} />
      )}
      {filtered && empty ? (
        <Empty>
          {words().noneFits} <a href="/">{words().clear}</a>
        </Empty>
      ) : (
        wanted.map((section) => (
          <Listed key={section} section={section} pages={lists[section]} without={known} quiet={filtered} onChange={reload} />
        ))
      )}
      <Dialogs query={query} change={change} onChange={reload} />
    </main>
  )
}

function filtersOf(query: Record<string, string>): Partial<ContestQuery> {
  const { q, rated, mine } = query
  return {
    ...(q && { q }),
    ...(rated && { rated: rated === 'yes' }),
    ...(mine && user.value && { mine: true }),
  }
}

function useContests(what: Partial<ContestQuery>, filters: Partial<ContestQuery>, asked: boolean): Pages<Contest> {
  return usePages<Contest>(
    async (cursor, signal) => {
      if (!asked) return { items: [], next: null }
      const limit = what.status === 'ended' ? 30 : 100
      const page = await call('GET /contests', { query: { ...filters, ...what, limit, ...(cursor && { cursor }) }, signal })
      return { items: page.contests, next: page.next }
    },
    [JSON.stringify([what, filters]), asked],
  )
}

/** Asks again when a contest starts or ends, and when somebody comes back to this window. */
function useChanges(contests: readonly Contest[], reload: () => void): void {
  const moments = contests.map(({ id, starts_at, ends_at }) => `${id} ${starts_at} ${ends_at}`).join()
  useEffect(() => {
    const wait = untilChange(contests, Date.now())
    // the platform's clock may be behind ours a little, and all who watch ask then
    const timer = wait === null ? undefined : setTimeout(reload, wait + 500 + Math.random() * 1500)
    return () => clearTimeout(timer)
  }, [moments])
  useEffect(() => {
    const seen = () => document.visibilityState === 'visible' && reload()
    document.addEventListener('visibilitychange', seen)
    return () => document.removeEventListener('visibilitychange', seen)
  })
}

interface ListedProps {
  section: Section
  pages: Pages<Contest>
  without: ReadonlySet<string>
  /** Without a word where there is none. */
  quiet: boolean
  onChange: () => void
}

function Listed({ section, pages, without, quiet, onChange }: ListedProps) {
  const { more } = pages
  return (
    <Ready of={pages} rows={section === 'ended' ? 4 : 2}>
      {(all) => {
        const left = all.filter(({ id }) => !without.has(id))
        const contests = section === 'running' ? endingFirst(left) : section === 'upcoming' ? soonestFirst(left) : left
        if (contests.length === 0 && (quiet || all.length > 0)) return null
        return (
          <>
            <Cards title={words().sections[section]} contests={contests} none={words().none[section]} onChange={onChange} />
            {more && (
              <button type="button" onClick={() => void attempt(more)}>
                {common().more}
              </button>
            )}
          </>
        )
      }}
    </Ready>
  )
}

interface CardsProps {
  title: string
  contests: readonly Contest[]
  own?: boolean
  none?: string
  onChange: () => void
}

function Cards({ title, contests, own = false, none = '', onChange }: CardsProps) {
  return (
    <section aria-label={title}>
      <h2>{title}</h2>
      {contests.length === 0 ? (
        <p class="none">{none}</p>
      ) : (
        <ul>
          {contests.map((contest, place) => (
            <Card key={contest.id} contest={contest} own={own} live={place < FOLLOWED && contest.status !== 'ended'} onChange={onChange} />
          ))}
        </ul>
      )}
    </section>
  )
}
