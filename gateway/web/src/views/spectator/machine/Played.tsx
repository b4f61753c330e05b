// A recording with its board, its controls, and the team that is followed.
import type { ComponentChildren } from 'preact'
import { useEffect, useMemo, useRef } from 'preact/hooks'
import { contestTime, spell } from '../../../live/time.ts'
import { CopyButton } from '../../../parts/CopyButton.tsx'
import { useKeys } from '../../../parts/keys.ts'
import { ProblemMark } from '../../../parts/ProblemMark.tsx'
import { useQuery, withQuery } from '../../../parts/query.ts'
import type { ContestContext } from '../../../store/access.ts'
import { BoardTable } from '../board/BoardTable.tsx'
import { Search } from '../board/Search.tsx'
import { begun, known, second, seek } from './player.ts'
import { PlayerBar, playerKeys } from './PlayerBar.tsx'
import { RecordedBoard } from './recorded.ts'
import type { Tape } from './tape.ts'
import { usePlayer } from './usePlayer.ts'
import { words } from './words.ts'

const PARTS = 150
const RECENT = 4
const ADDRESS_MS = 300

interface Props {
  contest: ContestContext
  tape: Tape
  running: boolean
  /** Loads what came since, where the contest runs still. */
  refresh: () => void
  choice: ComponentChildren
}

export function Played({ contest, tape, running, refresh, choice }: Props) {
  const { store } = contest
  const [query, address] = useQuery()
  const latest = useRef(address) // the rest of the query may change while an address waits to be written
  latest.current = address
  const settings = store.clock.value?.settings
  const end = useMemo(() => lastSecond(contest, tape, running), [tape, running])
  const [player, change] = usePlayer(() => begun(end, query['at'], query['rate']))
  useEffect(() => change((old) => known(old, end)), [end])
  const board = useMemo(() => new RecordedBoard(tape, store), [tape, store])
  const at = second(player)
  board.seek(at)
  useEffect(() => board.count(), [settings, board])
  useEffect(() => {
    if (running && at >= player.end) refresh()
  }, [at >= player.end])

  const followed = [...store.teams.value.values()].find((team) => team.id === query['team'])
  const place = followed && board.board.place(followed.n)
  const focus = useMemo(() => (followed ? { n: followed.n, at: place ?? 0 } : null), [followed?.n, place])
  const next = tape.next(at, followed?.n)
  const previous = tape.previous(at, followed?.n)
  const move = (by: 1 | -1) => {
    const where = by > 0 ? next : previous
    if (where !== null) change((old) => seek({ ...old, playing: false }, where))
  }
  useKeys(playerKeys(change, end, move), [change, end, next, previous, words()])
  useEffect(() => {
    if (player.playing) return
    const parts = { at: at ? String(at) : '', rate: player.rate === 60 ? '' : String(player.rate) }
    const timer = setTimeout(() => latest.current(parts), ADDRESS_MS)
    return () => clearTimeout(timer)
  }, [player.playing, at, player.rate])

  const link = location.origin + withQuery(location.pathname, { ...query, at: String(at) })
  const activity = useMemo(() => tape.activity(PARTS), [tape])
  const freeze = settings?.freeze ?? null
  return (
    <>
      <h2 class="hidden">{words().title}</h2>
      <div class="machine-head">
        <Search live={board} onFound={(n) => address({ team: store.teams.value.get(n)?.id ?? '' })} />
        {followed && (
          <p class="machine-followed" data-testid="followed">
            <b>{words().follow(followed.name)}</b> {words().rank(place === undefined ? 0 : (board.board.at(place)?.rank ?? 0))}
            <button type="button" class="plain" onClick={() => address({ team: '' })}>
              {words().unfollow}
            </button>
          </p>
        )}
      </div>
      <Recent contest={contest} tape={tape} at={at} />
      <BoardTable live={board} focus={focus} />
      <PlayerBar
        player={player}
        change={change}
        freeze={freeze === null ? null : freeze / 1000}
        activity={activity}
        previous={previous}
        next={next}
      >
        <CopyButton text={link} label={words().share} />
        {choice}
        {running && (
          <button type="button" onClick={refresh}>
            {words().refresh}
          </button>
        )}
      </PlayerBar>
    </>
  )
}

/** What was solved last, the newest first. */
function Recent({ contest, tape, at }: { contest: ContestContext; tape: Tape; at: number }) {
  const { store } = contest
  const problems = store.clock.value?.settings.problems ?? []
  const last = tape.solves.findLastIndex((solve) => solve.second <= at)
  const shown = tape.solves.slice(Math.max(0, last + 1 - RECENT), last + 1).reverse()
  return (
    <ul class="machine-recent" aria-label={words().recent}>
      {shown.length === 0 && <li class="machine-none">{words().nothingYet}</li>}
      {shown.map(({ second: when, n, problem, first }) => (
        <li key={`${n} ${problem}`} class={first ? 'first' : ''}>
          <time>{spell(when * 1000)}</time>
          <ProblemMark label={problems[problem]?.label ?? '?'} rgb={problems[problem]?.rgb} name={problems[problem]?.name} />
          {first && (
            <span role="img" aria-label={words().solved(problems[problem]?.label ?? '?', true)}>
              ★
            </span>
          )}
          <span class="machine-name">{store.teams.value.get(n)?.name ?? '…'}</span>
        </li>
      ))}
    </ul>
  )
}

/** The last second that is known: of a running contest, now. */
function lastSecond({ store }: ContestContext, tape: Tape, running: boolean): number {
  const clock = store.clock.value
  const now = clock && contestTime(clock, Date.now(), store.skew)
  return running && now !== null ? Math.max(0, Math.min(tape.end, Math.floor(now / 1000))) : tape.end
}
