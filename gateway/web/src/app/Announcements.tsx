// What the jury has said: news as a banner until they are marked as read on this device, the rest behind a line.
import { useEffect, useState } from 'preact/hooks'
import type { Announced } from '../generated/live.ts'
import { clockTime } from '../parts/format.ts'
import type { ContestStore } from '../store/contest.ts'
import { words } from './words.ts'

/** Texts by the ids of announcements: a corrected one is news again. */
type Read = Record<string, string>

export function Announcements({ store }: { store: ContestStore }) {
  const [read, setRead] = useRead(store.contest)
  const said = [...store.announcements.value].reverse()
  const news = said.filter(({ id, text }) => read[id] !== text)
  const earlier = said.filter(({ id, text }) => read[id] === text)
  return (
    <section class={`announcements ${news.length > 0 ? 'news' : ''}`} hidden={said.length === 0} data-testid="announcements" aria-label={words().announcements}>
      <div class="new" role="log" aria-label={words().announcements}>
        <Lines of={news} store={store} />
        {news.length > 0 && (
          <button type="button" onClick={() => setRead(Object.fromEntries(said.map(({ id, text }) => [id, text])))}>
            ✓ {words().markRead}
          </button>
        )}
      </div>
      {earlier.length > 0 && (
        <details>
          <summary>{words().earlier(earlier.length)}</summary>
          <Lines of={earlier} store={store} />
        </details>
      )}
    </section>
  )
}

function Lines({ of, store }: { of: readonly Announced[]; store: ContestStore }) {
  const labels = new Map(store.clock.value?.settings.problems.map((problem) => [problem.id, problem.label]))
  return (
    <div class="lines">
      {of.map(({ id, at, problem, text }) => (
        <p key={id}>
          <time dateTime={new Date(at).toISOString()}>{clockTime(at)}</time>
          {problem && <b>{labels.get(problem) ?? problem}</b>}
          <span>{text}</span>
        </p>
      ))}
    </div>
  )
}

function useRead(contest: string): [Read, (read: Read) => void] {
  const key = `podium.announcements.${contest}`
  const [read, setRead] = useState<Read>(() => kept(key))
  useEffect(() => {
    const elsewhere = (event: StorageEvent) => event.key === key && setRead(kept(key))
    addEventListener('storage', elsewhere)
    return () => removeEventListener('storage', elsewhere)
  }, [key])
  const keep = (now: Read) => {
    localStorage.setItem(key, JSON.stringify(now))
    setRead(now)
  }
  return [read, keep]
}

function kept(key: string): Read {
  try {
    return JSON.parse(localStorage.getItem(key) ?? '{}') as Read
  } catch {
    return {}
  }
}
