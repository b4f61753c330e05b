import { useEffect, useMemo, useState } from 'preact/hooks'
import { BoardTable } from './BoardTable.tsx'
import { contestTime, phase, spell, type Phase } from './clock.ts'
import { Live } from './live.ts'
import { Search } from './Search.tsx'

const TICK_MS = 250

export function ContestPage({ contest }: { contest: string }) {
  const live = useMemo(() => new Live(contest), [contest])
  const [focus, setFocus] = useState<{ n: number; at: number } | null>(null)
  useEffect(() => () => live.close(), [live])
  const name = live.clock.value?.settings.name
  useEffect(() => {
    document.title = name ? `${name} · Podium` : 'Podium'
  }, [name])
  return (
    <main class="contest">
      <Headline live={live} />
      <Announcements live={live} />
      <Search live={live} onFound={(n) => setFocus({ n, at: Date.now() })} />
      <BoardTable live={live} focus={focus} />
    </main>
  )
}

const WORDS: Record<Phase, string> = {
  before: 'not started',
  running: 'running',
  frozen: 'frozen',
  over: 'over',
  final: 'final',
}

function Headline({ live }: { live: Live }) {
  const now = useNow()
  const clock = live.clock.value
  if (!clock) {
    return (
      <div class="headline">
        <h1>{live.contest}</h1>
        <FreshnessBadge live={live} now={performance.now()} />
        {live.problem.value && <p role="alert">{live.problem.value}</p>}
      </div>
    )
  }
  const time = contestTime(clock, now, live.skew)
  const state = phase(clock, time)
  const shown = time === null ? null : Math.min(time, clock.settings.duration)
  const done = time === null ? 0 : Math.max(0, Math.min(1, time / clock.settings.duration))
  return (
    <div class="headline">
      <h1>{clock.settings.name}</h1>
      <span class={`badge ${state}`} data-testid="phase">
        {state === 'frozen' ? '❄ ' : ''}
        {WORDS[state]}
      </span>
      <FreshnessBadge live={live} now={performance.now()} />
      <div class="clock">
        <span class="time" role="timer" data-testid="clock">
          {shown === null ? '–' : spell(shown)}
        </span>
        <span class="of">of {spell(clock.settings.duration)}</span>
        <div class="bar" aria-hidden="true">
          <div class="done" style={{ transform: `scaleX(${done})` }} />
          {clock.settings.freeze !== null && <div class="freeze" style={{ left: `${(clock.settings.freeze / clock.settings.duration) * 100}%` }} />}
        </div>
        <span class="counts" data-testid="counts">
          {clock.teams} teams · {clock.submissions} submissions · {clock.pending} pending
          {live.viewers.value !== null && (
            <>
              {' · '}
              <span data-testid="viewers">{live.viewers.value.toLocaleString('en')} watching</span>
            </>
          )}
        </span>
      </div>
    </div>
  )
}

/** What the jury has said, the newest first. */
function Announcements({ live }: { live: Live }) {
  const said = live.announcements.value
  if (said.length === 0) return null
  const labels = new Map(live.clock.value?.settings.problems.map((problem) => [problem.id, problem.label]))
  return (
    <section class="announcements" role="log" aria-label="Announcements" data-testid="announcements">
      {[...said].reverse().map((one) => (
        <p key={one.id}>
          <time dateTime={new Date(one.at).toISOString()}>
            {new Date(one.at).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' })}
          </time>
          {one.problem && <b>{labels.get(one.problem) ?? one.problem}</b>}
          <span>{one.text}</span>
        </p>
      ))}
    </section>
  )
}

/** Says whether what is shown is true now. */
function FreshnessBadge({ live, now }: { live: Live; now: number }) {
  const state = live.freshness.state(live.current.value, now)
  const age = live.freshness.age(now)
  const old = age !== null && age > 0 && state !== 'live' ? ` ${age} s old` : ''
  return (
    <span class={`fresh ${state === 'live' ? 'live' : 'stale'}`} role="status" data-testid="freshness">
      <span class="dot" aria-hidden="true" /> {state === 'live' || state === 'stale' ? state : `${state} …`}
      {old}
    </span>
  )
}

function useNow(): number {
  const [now, setNow] = useState(Date.now())
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), TICK_MS)
    return () => clearInterval(timer)
  }, [])
  return now
}
