import { useLayoutEffect, useRef } from 'preact/hooks'
import type { Cell, Row } from '../../../generated/live.ts'
import type { CountedProblem } from '../../../live/time.ts'
import { memo } from '../../../parts/memo.ts'
import { ProblemCell } from './ProblemCell.tsx'
import { points, spellTime, type Scoring } from './scoring.ts'
import { words } from './words.ts'

const GLIDE_MS = 700
/** While so many rows glide, others that move by a place or two jump: a board in uproar is drawn all the same. */
const GLIDING_MOST = 24
let gliding = 0

export type Shown = Pick<CountedProblem, 'id' | 'label' | 'name'>

interface RowProps {
  row: Row
  /** Where it stands among the rows that are shown, from 0; null: it does not move, above the others. */
  place: number | null
  /** Where it stood before it was drawn. */
  from?: number
  rank: number
  overall: number | undefined
  medal: string
  /** null: as the style sheet says. */
  height: number | null
  name: string
  organization: string
  problems: readonly Shown[]
  scoring: Scoring
  flash: number
  found: boolean
  pinned: boolean
  pinnable: boolean
  own: boolean
  /** The column of the cell that Tab leads to; -1: none. */
  active: number
}

export const BoardRow = memo(drawRow, ['from'])

function drawRow({ row, place, from = 0, rank, overall, medal, height, problems, scoring, active, flash, ...rest }: RowProps) {
  const { name, organization, found, pinned, pinnable, own } = rest
  const element = useRef<HTMLDivElement>(null)
  useGlide(element, place, from, height ?? 0)
  const cells = new Map<number, Cell>(row[4].map((cell) => [cell[0], cell]))
  const disqualified = row[5]
  const states = { odd: (place ?? 0) % 2, flash, found, disqualified, own }
  const classes = ['row', ...Object.entries(states).flatMap(([name, on]) => (on ? name : []))].join(' ')
  const style = { ...(height !== null && { height: `${height}px` }), ...(place !== null && { transform: `translateY(${place * (height ?? 0)}px)` }) }
  return (
    <div
      ref={element}
      class={classes}
      role="row"
      {...(place !== null && { 'aria-rowindex': place + 2 })}
      data-team={row[0]}
      data-flash={flash || undefined}
      style={style}
    >
      <span role="gridcell" class={`rank ${medal}`} title={disqualified ? words().disqualified : (words().medals[medal] ?? '')}>
        {disqualified ? 'DSQ' : rank || ''}
        {overall !== undefined && overall > 0 && <small title={words().overall(overall)}>{overall}</small>}
      </span>
      <span role="rowheader" class="team" data-column="0" tabIndex={active === 0 ? 0 : -1} title={organization ? `${name} · ${organization}` : name}>
        <span class="names">
          <span class="name">
            <bdi>{name}</bdi>
          </span>
          {organization && (
            <span class="organization">
              <bdi>{organization}</bdi>
            </span>
          )}
        </span>
        {(pinnable || own) && <Heart name={name} pinned={pinned} own={own} held={place === null} />}
      </span>
      <span role="gridcell" class="solved">{row[3] === null ? row[1] : points(row[3])}</span>
      {scoring.timed ? <span role="gridcell" class="penalty">{disqualified ? '' : spellTime(row[2], scoring.seconds)}</span> : <span />}
      <span class="cells">
        {problems.map((problem, number) => (
          <ProblemCell
            key={problem.id}
            label={problem.label}
            cell={cells.get(number)}
            scoring={scoring}
            column={number + 1}
            active={active === number + 1}
          />
        ))}
      </span>
    </div>
  )
}

/** Pins the team. One's own team is pinned always. */
function Heart({ name, pinned, own, held }: { name: string; pinned: boolean; own: boolean; held: boolean }) {
  if (own) return <span class="mark">{words().you}</span>
  return (
    <button
      type="button"
      class={pinned ? 'heart on' : 'heart'}
      aria-pressed={pinned}
      aria-label={words().pin(name)}
      title={pinned ? words().unpinTeam : words().pinTeam}
      tabIndex={held ? 0 : -1}
      data-pin
    >
      {pinned ? '♥' : '♡'}
    </button>
  )
}

/** A row that moved glides to its new place. */
function useGlide(element: { current: HTMLDivElement | null }, place: number | null, from: number, height: number): void {
  const last = useRef(from)
  useLayoutEffect(() => {
    if (place === null) return
    const distance = (last.current - place) * height
    last.current = place
    if (!distance || matchMedia('(prefers-reduced-motion: reduce)').matches) return
    if (gliding >= GLIDING_MOST && Math.abs(distance) <= 2 * height) return
    // a far jump starts just outside the screen: the eye follows it, the row does not race
    const limit = innerHeight
    const start = place * height + Math.max(-limit, Math.min(limit, distance))
    const glide = element.current?.animate([{ transform: `translateY(${start}px)` }, { transform: `translateY(${place * height}px)` }], {
      duration: GLIDE_MS,
      easing: 'cubic-bezier(.3, 0, .2, 1)',
    })
    if (!glide) return
    gliding++
    glide.finished.catch(() => undefined).then(() => gliding--)
  }, [place, height])
}

/** `gold`, `silver`, `bronze` or nothing; nobody wins one for nothing. */
export function medalOf([, solved, , score]: Row, rank: number, [gold, silver, bronze]: readonly [number, number, number] = [0, 0, 0]): string {
  if (!rank || !(solved || score)) return ''
  if (rank <= gold) return 'gold'
  if (rank <= silver) return 'silver'
  return rank <= bronze ? 'bronze' : ''
}
