// The board of the reveal: large rows, the one that is next in sight, and rows that glide to their new places.
import { useEffect, useRef, useState } from 'preact/hooks'
import type { Cell, Row } from '../../../generated/live.ts'
import { problemsOf, type CountedProblem } from '../../../live/time.ts'
import type { BoardSource } from '../../../store/contest.ts'
import { medalOf, type MedalRanks } from './steps.ts'
import type { Stage } from './useStage.ts'
import { words } from './words.ts'

const ROW = 52
const SMALL_ROW = 76
/** Rows beyond the edge that are drawn, so that they can glide in. */
const SPARE = 12
/** Where the row that is next stands, as a share of the height. */
const EYE = 0.72

export function StageBoard({ source, stage }: { source: BoardSource; stage: Stage }) {
  const frame = useRef<HTMLDivElement>(null)
  const [height, setHeight] = useState(520)
  const [row, setRow] = useState(ROW)
  useEffect(() => {
    const measured = () => {
      setHeight(frame.current?.clientHeight ?? 520)
      setRow(matchMedia('(max-width: 720px)').matches ? SMALL_ROW : ROW)
    }
    const watcher = new ResizeObserver(measured)
    watcher.observe(frame.current!)
    return () => watcher.disconnect()
  }, [])
  const { rows, next, last } = stage
  const visible = Math.max(1, Math.floor(height / row))
  const eye = next ? next.place : 0
  const first = Math.max(0, Math.min(rows.length - visible, eye - Math.floor(visible * EYE)))
  const problems = problemsOf(source.clock.value)
  const drawn = rows
    .map((each, place) => ({ row: each, place }))
    .filter(({ row: each, place }) => (place >= first - SPARE && place < first + visible + SPARE) || each[0] === last?.n)
  const ranks: MedalRanks = source.clock.value?.medal_ranks ?? [0, 0, 0]
  return (
    <div class="stage" role="table" aria-label={words().standings} aria-rowcount={rows.length} style={{ '--problems': problems.length }}>
      <div class="stage-rows" role="rowgroup" ref={frame}>
        {drawn.map(({ row: each, place }) => (
          <StageRow
            key={each[0]}
            row={each}
            place={place}
            top={(place - first) * row}
            height={row}
            rank={source.board.at(place)?.rank ?? 0}
            ranks={ranks}
            settled={!next || place > next.place}
            name={source.teams.value.get(each[0])?.name ?? '…'}
            organization={source.teams.value.get(each[0])?.organization ?? ''}
            problems={problems}
            aim={next?.n === each[0] ? next.problem : null}
            just={last?.n === each[0] ? last.problem : null}
          />
        ))}
      </div>
    </div>
  )
}

interface RowProps {
  row: Row
  place: number
  top: number
  height: number
  rank: number
  ranks: MedalRanks
  settled: boolean
  name: string
  organization: string
  problems: CountedProblem[]
  /** The problem whose cell is next; null: of another row. */
  aim: number | null
  /** The problem that was shown last. */
  just: number | null
}

function StageRow({ row, place, top, height, rank, ranks, settled, name, organization, problems, aim, just }: RowProps) {
  const cells = new Map(row[4].map((cell) => [cell[0], cell]))
  const medal = settled ? medalOf(row, rank, ranks) : null
  const classes = ['stage-row', aim !== null && 'aimed', settled && 'settled', just !== null && 'moved'].filter(Boolean).join(' ')
  return (
    <div
      class={classes}
      role="row"
      aria-rowindex={place + 1}
      aria-current={aim !== null ? 'step' : undefined}
      data-team={row[0]}
      style={{ transform: `translateY(${top}px)`, height: `${height}px` }}
    >
      <span role="cell" class={`stage-rank ${medal ?? ''}`}>
        {row[5] ? 'DSQ' : rank || ''}
      </span>
      <span role="rowheader" class="stage-team">
        <b>
          <bdi>{name}</bdi>
        </b>
        <small>
          <bdi>{organization}</bdi>
        </small>
      </span>
      <span role="cell" class="stage-solved">
        {row[3] ?? row[1]}
      </span>
      <span role="cell" class="stage-time">
        {row[3] === null ? row[2] : ''}
      </span>
      <span class="stage-cells">
        {problems.map((problem, number) => (
          <StageCell key={problem.id} label={problem.label} cell={cells.get(number)} aimed={aim === number} just={just === number} />
        ))}
      </span>
    </div>
  )
}

function StageCell({ label, cell, aimed, just }: { label: string; cell: Cell | undefined; aimed: boolean; just: boolean }) {
  const { kind, sign, says } = look(label, cell)
  const classes = ['stage-cell', kind, aimed && 'aim', just && 'just'].filter(Boolean).join(' ')
  return (
    <span role="cell" class={classes} aria-label={says}>
      <b>{label}</b>
      {sign && <small>{sign}</small>}
    </span>
  )
}

/** A cell by colour, sign and words, so that none of them is needed alone. */
function look(label: string, cell: Cell | undefined): { kind: string; sign: string; says: string } {
  const say = words().cell
  if (!cell) return { kind: 'none', sign: '', says: say.none(label) }
  const [, judged, pending, solved, time, score] = cell
  const tries = judged > 1 ? ` +${judged - 1}` : ''
  if (solved === 2) return { kind: 'first', sign: `★ ${score ?? time}${tries}`, says: say.first(label, time) }
  if (solved) return { kind: 'solved', sign: `✓ ${score ?? time}${tries}`, says: say.solved(label, time) }
  if (pending) return { kind: 'hidden-cell', sign: `? ${pending}${judged ? ` −${judged}` : ''}`, says: say.hidden(label, pending) }
  if (score) return { kind: 'part', sign: String(score), says: say.points(label, score) }
  return { kind: 'tried', sign: `✗ ${judged}`, says: say.tried(label, judged) }
}
