// The board for the screen of a hall: large type, no controls; it turns its pages by itself.
import { useEffect, useRef, useState } from 'preact/hooks'
import { Freshness } from '../../../../app/Freshness.tsx'
import { contestTime, phase, problemsOf, spell } from '../../../../live/time.ts'
import { useKeys } from '../../../../parts/keys.ts'
import { useNow } from '../../../../parts/now.ts'
import type { Query } from '../../../../parts/query.ts'
import type { ContestStore } from '../../../../store/contest.ts'
import { words as frame } from '../../../../app/words.ts'
import { BoardHead } from '../BoardHead.tsx'
import { BoardRow, medalOf } from '../BoardRow.tsx'
import type { Lines } from '../lines.ts'
import { scoringOf } from '../scoring.ts'
import { Summary } from '../Summary.tsx'
import { words as board } from '../words.ts'
import { words } from './words.ts'
import './projector.css'

/** Seconds a page is shown, rows of a page: as the address says, or these. */
const SECONDS = 10
const ROWS = 16
const FLASH_MS = 4000

interface ProjectorProps {
  store: ContestStore
  lines: Lines
  filtered: boolean
  whole: boolean
  query: Query
  onLeave: () => void
}

export default function Projector({ store, lines, filtered, whole, query, onLeave }: ProjectorProps) {
  const rows = bounded(query['rows'], ROWS, 5, 60)
  const pages = Math.max(1, Math.ceil(lines.count / rows))
  const { page, turn } = usePages(pages, bounded(query['seconds'], SECONDS, 2, 600))
  const screen = useRef<HTMLDialogElement>(null)
  useEffect(() => screen.current?.showModal(), [])
  useAwake()
  useEffect(() => store.follow(filtered ? 0 : page * rows, filtered ? 0 : (page + 1) * rows, whole), [store, page, rows, lines.count, filtered, whole])
  useKeys(
    [
      { key: 'f', does: words().full, act: () => void screen.current?.requestFullscreen() },
      { key: 'ArrowRight', does: words().next, act: () => turn(1) },
      { key: 'ArrowLeft', does: words().previous, act: () => turn(-1) },
    ],
    [pages, words()],
  )
  const problems = problemsOf(store.clock.value)
  const scoring = scoringOf(store.clock.value?.settings)
  const shown = Array.from({ length: rows }, (_, place) => lines.at(page * rows + place)).flatMap((line) => line ?? [])
  return (
    <dialog class="projector" ref={screen} aria-label={words().title} style={{ '--rows': rows }} onClose={onLeave}>
      <Title store={store} page={pages > 1 ? words().page(page + 1, pages) : ''} />
      <div class="board" role="grid" aria-label={board().board} aria-rowcount={lines.count + 1} style={{ '--problems': problems.length }}>
        <BoardHead problems={problems} scoring={scoring} />
        <div role="rowgroup" class="page" key={page}>
          {shown.map(({ n, row, rank, overall }) => (
            <BoardRow
              key={n}
              row={row}
              place={null}
              rank={rank}
              overall={overall}
              medal={medalOf(row, overall ?? rank, store.clock.value?.medal_ranks)}
              height={null}
              name={store.teams.value.get(n)?.name ?? '…'}
              organization={store.teams.value.get(n)?.organization ?? ''}
              problems={problems}
              scoring={scoring}
              flash={performance.now() - (store.board.changed.get(n) ?? -1e9) < FLASH_MS ? store.board.changed.get(n)! : 0}
              found={false}
              pinned={false}
              pinnable={false}
              own={false}
              active={-1}
            />
          ))}
        </div>
        <Summary live={store} problems={problems} scoring={scoring} />
      </div>
    </dialog>
  )
}

function Title({ store, page }: { store: ContestStore; page: string }) {
  const now = useNow(500)
  const clock = store.clock.value
  if (!clock) return null
  const time = contestTime(clock, now, store.skew)
  const state = phase(clock, time)
  return (
    <header>
      <h2>
        <bdi>{clock.settings.name}</bdi>
      </h2>
      <span class={`badge ${state}`}>
        {state === 'frozen' ? '❄ ' : ''}
        {frame().phase[state]}
      </span>
      <Freshness store={store} />
      <span class="page-number">{page}</span>
      <span class="time" role="timer">
        {time === null ? '–' : spell(Math.min(time, clock.settings.duration))}
      </span>
    </header>
  )
}

/** The page that is shown; after the last one comes the first. */
function usePages(pages: number, seconds: number): { page: number; turn: (by: number) => void } {
  const [page, setPage] = useState(0)
  const count = useRef(pages)
  count.current = pages
  const [turned, setTurned] = useState(0)
  useEffect(() => {
    const timer = setInterval(() => setPage((old) => (old + 1) % count.current), seconds * 1000)
    return () => clearInterval(timer)
  }, [seconds, turned])
  const turn = (by: number) => {
    setPage((old) => (old + by + count.current) % count.current)
    setTurned((times) => times + 1)
  }
  return { page: Math.min(page, pages - 1), turn }
}

/** Keeps the screen on, where the browser can. */
function useAwake(): void {
  useEffect(() => {
    if (!('wakeLock' in navigator)) return
    let lock: WakeLockSentinel | null = null
    const take = () => {
      if (document.visibilityState === 'visible') navigator.wakeLock.request('screen').then((taken) => (lock = taken), () => undefined)
    }
    take()
    document.addEventListener('visibilitychange', take)
    return () => {
      document.removeEventListener('visibilitychange', take)
      void lock?.release()
    }
  }, [])
}

function bounded(text: string | undefined, otherwise: number, least: number, most: number): number {
  const value = Number(text)
  return text && Number.isFinite(value) ? Math.max(least, Math.min(most, Math.round(value))) : otherwise
}
