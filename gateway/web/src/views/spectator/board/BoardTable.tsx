import { useEffect, useLayoutEffect, useMemo, useRef } from 'preact/hooks'
import { problemsOf, type CountedProblem } from '../../../live/time.ts'
import type { BoardSource } from '../../../store/contest.ts'
import { BoardHead } from './BoardHead.tsx'
import { BoardRow, medalOf } from './BoardRow.tsx'
import { useGridKeys } from './gridKeys.ts'
import { allLines, type Line, type Lines } from './lines.ts'
import { scoringOf, type Scoring } from './scoring.ts'
import { Summary } from './Summary.tsx'
import { useRowHeight, useVisible } from './visible.ts'
import { words } from './words.ts'
import './board.css'

const FLASH_MS = 2500
/** Up to so many rows, also those that come from outside the screen are known to have moved. */
const SNAPSHOT = 2000

export interface Focus {
  n: number
  at: number
}

interface TableProps {
  live: BoardSource
  focus?: Focus | null
  /** The rows that are shown, if not all of the board. */
  lines?: Lines
  /** Only some teams are shown. */
  filtered?: boolean
  /** All rows are needed, not only those on the screen. */
  whole?: boolean
  /** Teams that stay in sight above the others, one's own first. */
  held?: readonly Line[]
  own?: number | null
  pins?: readonly number[]
  compact?: boolean
  /** What a click or Enter on a cell does. */
  onCell?: (n: number, problem: number) => void
  onPin?: (n: number) => void
}

const NONE: readonly never[] = []

/** The board: only rows near the screen exist; a row that moves glides to its new place. */
export function BoardTable({ live, focus = null, lines = allLines(live.board), held = NONE, own = null, pins = NONE, compact = false, ...rest }: TableProps) {
  void live.version.value
  const { filtered = false, whole = false, onCell, onPin } = rest
  const grid = useRef<HTMLDivElement>(null)
  const frame = useRef<HTMLDivElement>(null)
  const height = useRowHeight(compact)
  const view = useVisible(frame, { live, count: lines.count, height, whole, filtered })
  useJump(frame, focus, lines, height)
  const problems = problemsOf(live.clock.value)
  const settings = live.clock.value?.settings
  const scoring = useScoring(settings)
  const { active, onKeyDown, onClick } = useGridKeys({ grid, lines, columns: problems.length, height, onCell, onPin })
  const { shown, from } = useShown(lines, view, active?.n)
  const tabbed = active && shown.has(active.n) ? active : { n: shown.keys().next().value ?? -1, column: 0 }
  const heads = useHeads(problems)

  const draw = ({ n, row, rank, overall }: Line, place: number | null) => {
    const team = live.teams.value.get(n)
    const changed = live.board.changed.get(n) ?? -1e9
    return (
      <BoardRow
        key={n}
        row={row}
        place={place}
        from={from.get(n) ?? place ?? 0}
        rank={rank}
        overall={place === null ? undefined : overall}
        medal={medalOf(row, overall ?? rank, live.clock.value?.medal_ranks)}
        height={height}
        name={team?.name ?? '…'}
        organization={team?.organization ?? ''}
        problems={heads}
        scoring={scoring}
        flash={performance.now() - changed < FLASH_MS ? changed : 0}
        found={place !== null && focus?.n === n}
        pinned={pins.includes(n)}
        own={own === n}
        pinnable={onPin !== undefined}
        active={place !== null && tabbed.n === n ? tabbed.column : -1}
      />
    )
  }
  return (
    <div
      ref={grid}
      class={compact ? 'board compact' : 'board'}
      role="grid"
      aria-label={words().board}
      aria-rowcount={lines.count + 1}
      style={{ '--problems': problems.length, ...(!scoring.timed && { '--time': '0px' }) }}
      onKeyDown={onKeyDown}
      onClick={onClick}
    >
      <BoardHead problems={problems} scoring={scoring} />
      {held.length > 0 && (
        <div class="held" role="rowgroup" aria-label={words().pinned} data-testid="pinned">
          {held.map((line) => draw(line, null))}
        </div>
      )}
      <div class="rows" role="rowgroup" ref={frame} style={{ height: `${lines.count * height}px`, '--row': `${height}px` }}>
        {/* a screen reader goes by the order of the document */}
        {[...shown].sort(([, a], [, b]) => a.place - b.place).map(([, { line, place }]) => draw(line, place))}
      </div>
      {problems.length > 0 && lines.count > 0 && <Summary live={live} problems={problems} scoring={scoring} />}
    </div>
  )
}

interface Placed {
  line: Line
  place: number
}

/** Rows that are on the screen now, and those that were on it and moved away: they glide out. With where each one stood before. */
function useShown(lines: Lines, { first, last }: { first: number; last: number }, keep: number | undefined) {
  const before = useRef(new Map<number, number>())
  const from = useRef(new Map<number, number>())
  const shown = new Map<number, Placed>()
  for (let place = first; place <= Math.min(last, lines.count - 1); place++) {
    const line = lines.at(place)
    if (line) shown.set(line.n, { line, place })
  }
  const add = (n: number) => {
    const place = lines.index(n)
    const line = place === undefined ? undefined : lines.at(place)
    if (line) shown.set(n, { line, place: place! })
  }
  for (const [n, old] of before.current) if (!shown.has(n) && old >= first && old <= last && lines.index(n) !== old) add(n)
  if (keep !== undefined && !shown.has(keep)) add(keep) // the cell with the focus does not go away
  useLayoutEffect(() => {
    before.current = new Map([...shown].map(([n, { place }]) => [n, place]))
    from.current = lines.count > SNAPSHOT ? before.current : new Map(Array.from({ length: lines.count }, (_, place) => [lines.at(place)?.n ?? -1, place]))
  })
  return { shown, from: from.current }
}

/** Goes to a team that was looked for, as soon as its place is known. */
function useJump(frame: { current: HTMLElement | null }, focus: Focus | null, lines: Lines, height: number): void {
  const place = focus ? lines.index(focus.n) : undefined
  useEffect(() => {
    if (place === undefined || !frame.current) return
    const top = frame.current.getBoundingClientRect().top + scrollY + place * height
    scrollTo({ top: top - innerHeight / 2, behavior: 'auto' }) // at once: rows that move meanwhile would stop a glide half-way
  }, [focus, place === undefined])
}

/** What rows need of the problems: the same list while counts change. */
function useHeads(problems: readonly CountedProblem[]) {
  const key = JSON.stringify(problems.map(({ id, label, name }) => [id, label, name]))
  return useMemo(() => problems.map(({ id, label, name }) => ({ id, label, name: name ?? '' })), [key])
}

function useScoring(settings: Parameters<typeof scoringOf>[0]): Scoring {
  return useMemo(() => scoringOf(settings), [JSON.stringify([settings?.rule, settings?.options, settings?.problems])])
}
