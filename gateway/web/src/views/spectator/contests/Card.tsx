// A contest in the list: its name, where it stands in time, and what whoever is signed in is in it.
import { useState } from 'preact/hooks'
import { ApiError, call } from '../../../api/client.ts'
import { useLoaded } from '../../../api/loaded.ts'
import { user } from '../../../api/session.ts'
import type { Contest, Registration } from '../../../generated/api.ts'
import type { ClockFrame, ContestSettings } from '../../../generated/live.ts'
import { contestTime, phase, spell } from '../../../live/time.ts'
import { dateTime, duration, fromNow, number } from '../../../parts/format.ts'
import { useNow } from '../../../parts/now.ts'
import { useRoom } from '../../../parts/useRoom.ts'
import { words } from './words.ts'

const DAY_MS = 86_400_000

interface CardProps {
  contest: Contest
  own: boolean
  /** Whether its clock is followed. */
  live: boolean
  /** It is not what the list says any more. */
  onChange: () => void
}

export function Card({ contest, own, live, onChange }: CardProps) {
  const [clock, setClock] = useState<ClockFrame | null>(null)
  useRoom(live ? `clock.${contest.id}` : null, {
    frame: (frame) => {
      if (frame.type !== 'clock') return
      setClock(frame)
      const { start, duration: length } = frame.settings
      if (clock && (clock.settings.start !== start || clock.settings.duration !== length)) onChange()
    },
  })
  const path = `/contests/${encodeURIComponent(contest.id)}`
  const { settings } = contest
  const teams = clock?.teams ?? contest.teams
  return (
    <li class="contest-card">
      <div class="what">
        <h3>
          <a href={own ? `${path}/home` : path}>{clock?.settings.name ?? settings.name}</a>
        </h3>
        <Marks contest={contest} />
        <p class="facts">
          {contest.starts_at && <time dateTime={contest.starts_at}>{dateTime(contest.starts_at)}</time>}
          <span>{duration(clock?.settings.duration ?? settings.duration)}</span>
          <span>{contest.capacity === null ? words().teams(teams, number(teams)) : words().seats(number(teams), number(contest.capacity))}</span>
          <span>{words().rules[settings.rule ?? 'icpc']}</span>
        </p>
      </div>
      <Moment contest={contest} clock={clock} />
      <div class="acts">{own ? <OwnPart contest={contest} path={path} /> : <Acts contest={contest} path={path} />}</div>
    </li>
  )
}

function Marks({ contest }: { contest: Contest }) {
  const marks = [
    contest.settings.visibility === 'private' && words().private,
    contest.settings.rated && `★ ${words().isRated}`,
    contest.imported && words().recorded,
  ].filter((mark) => mark !== false && mark !== null && mark !== undefined && mark !== '')
  return marks.length === 0 ? null : (
    <p class="marks">
      {marks.map((mark) => (
        <span key={String(mark)}>{mark}</span>
      ))}
    </p>
  )
}

/** What is needed of a clock frame, of a contest that is not followed. */
function still(contest: Contest): Pick<ClockFrame, 'settings' | 'final' | 'thawed'> {
  return { settings: { freeze: null, pauses: [], playback: null, start: null, ...contest.settings } as ContestSettings, final: false, thawed: true }
}

function Moment({ contest, clock }: { contest: Contest; clock: ClockFrame | null }) {
  if (contest.status === 'ended' && !clock) {
    return (
      <p class="moment">
        <span class="badge">{words().over}</span>
      </p>
    )
  }
  return <Running contest={contest} clock={clock} />
}

function Running({ contest, clock }: { contest: Contest; clock: ClockFrame | null }) {
  const now = useNow(1000)
  const known = (clock ?? still(contest)) as ClockFrame
  const time = contestTime(known, now, 0)
  const state = phase(known, time)
  const left = known.settings.duration - (time ?? 0)
  if (state === 'before') {
    const wait = known.settings.start === null ? null : known.settings.start - now
    if (wait === null) return <p class="moment" />
    return (
      <p class="moment">
        <span class="badge">{words().upcoming}</span>
        <strong>{wait > DAY_MS ? words().starts(fromNow(known.settings.start!, now)) : words().startsIn(spell(Math.max(0, wait)))}</strong>
      </p>
    )
  }
  if (state === 'over' || state === 'final') {
    return (
      <p class="moment">
        <span class={`badge ${state}`}>{words()[state]}</span>
      </p>
    )
  }
  return (
    <p class="moment">
      <span class={`badge ${state}`}>
        {state === 'frozen' ? '❄ ' : ''}
        {words()[state]}
      </span>
      <strong>{words().left(spell(Math.max(0, left)))}</strong>
    </p>
  )
}

function Acts({ contest, path }: { contest: Contest; path: string }) {
  if (contest.imported) return null
  const virtual = contest.status === 'ended'
  const { name } = contest.settings
  const label = virtual ? words().virtualOf(name) : words().joinOf(name)
  const to = user.value ? `/?join=${encodeURIComponent(contest.id)}` : `${path}/home`
  return (
    <a class={virtual ? 'button' : 'button primary'} href={to} aria-label={label}>
      {virtual ? words().virtualStart : words().join}
    </a>
  )
}

/** One's registration; a juror has none. */
function OwnPart({ contest, path }: { contest: Contest; path: string }) {
  const loaded = useLoaded<Registration | null>(
    (signal) =>
      call('GET /contests/{contest}/registration', { path: { contest: contest.id }, signal }).catch((error: unknown) => {
        if (error instanceof ApiError && error.status === 404) return null
        throw error
      }),
    [contest.id, contest.teams],
  )
  if (loaded.value === undefined) return null
  const state = loaded.value?.state
  const text = loaded.value?.virtual_participation ? words().virtual : state ? words().registration[state] : words().jury
  return (
    <>
      <span class={`part ${state ?? 'jury'}`}>{text}</span>
      <a class="button primary" href={state ? `${path}/home` : path}>
        {words().enter}
      </a>
    </>
  )
}
