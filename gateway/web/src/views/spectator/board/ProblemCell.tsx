import type { Cell } from '../../../generated/live.ts'
import { points, spellTime, type Scoring } from './scoring.ts'
import { words } from './words.ts'

interface CellProps {
  label: string
  cell: Cell | undefined
  scoring: Scoring
  /** The column in the grid. */
  column: number
  active: boolean
}

/** State by colour, sign and words, so that none of them is needed. */
export function ProblemCell({ label, cell, scoring, column, active }: CellProps) {
  const { kind, text, small, says } = describe(label, cell, scoring)
  const full = scoring.full[column - 1]
  const share = kind === 'partial' && full && cell?.[5] ? Math.min(1, cell[5] / full) : undefined
  return (
    <span
      role="gridcell"
      class={`cell ${kind}`}
      aria-label={says}
      data-column={column}
      tabIndex={active ? 0 : -1}
      {...(share !== undefined && { style: { '--share': `${share * 100}%` } })}
    >
      {text && <b>{text}</b>}
      {small && <small>{small}</small>}
    </span>
  )
}

interface Described {
  kind: string
  text?: string
  small?: string
  says: string
}

export function describe(label: string, cell: Cell | undefined, scoring: Scoring): Described {
  if (!cell || (cell[1] === 0 && cell[2] === 0)) return { kind: 'none', says: words().notTried(label) }
  const [, judged, pending, solved, time, score] = cell
  const at = time >= 0 ? spellTime(time, scoring.seconds) : ''
  const scored = score !== null && (solved || score > 0 || !pending)
  if (solved) {
    const tries = judged > 1 ? `+${judged - 1}` : '+'
    const first = solved === 2
    return {
      kind: first ? 'solved first' : 'solved',
      text: score === null ? (first ? `★${tries}` : tries) : `${first ? '★' : ''}${points(score)}`,
      small: at,
      says: score === null ? words().solvedAt(label, first, at, judged) : words().pointsAt(label, points(score), first, at, judged),
    }
  }
  if (pending) {
    return {
      kind: 'pending',
      text: `?${pending > 1 ? pending : ''}`,
      small: score ? points(score) : judged > 0 ? `−${judged}` : '',
      says: words().pending(label, pending, judged),
    }
  }
  if (scored && score > 0) return { kind: 'partial', text: points(score), small: at, says: words().points(label, points(score)) }
  return { kind: 'tried', text: score === null ? `−${judged}` : points(score), small: score === null ? '' : `−${judged}`, says: words().rejected(label, judged) }
}
