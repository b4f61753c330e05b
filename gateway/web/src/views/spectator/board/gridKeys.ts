// The board as a grid for the keyboard: one cell is in the order of Tab, arrows go from there.
import type { RefObject } from 'preact'
import { useLayoutEffect, useRef, useState } from 'preact/hooks'
import type { Lines } from './lines.ts'

export interface Active {
  n: number
  /** 0: the team; then the problems. */
  column: number
}

interface Given {
  grid: RefObject<HTMLElement | null>
  lines: Lines
  columns: number
  height: number
  onCell?: ((n: number, problem: number) => void) | undefined
  onPin?: ((n: number) => void) | undefined
}

const ROWS: Record<string, number> = { ArrowUp: -1, ArrowDown: 1, PageUp: -10, PageDown: 10 }

export function useGridKeys({ grid, lines, columns, height, onCell, onPin }: Given) {
  const [active, setActive] = useState<Active | null>(null)
  const wanted = useRef<Active | null>(null)
  // a row that moves within the document, as when ranks change, loses the focus: it is given back
  const focused = placeOf(document.activeElement)
  useLayoutEffect(() => {
    const wants = wanted.current ?? (document.activeElement === document.body ? focused : null)
    if (!wants) return
    const cell = grid.current?.querySelector<HTMLElement>(`.rows [data-team="${wants.n}"] [data-column="${wants.column}"]`)
    if (!cell) return
    wanted.current = null
    cell.focus({ preventScroll: true })
  })
  const go = (to: Active) => {
    wanted.current = to
    setActive(to)
    const index = lines.index(to.n)
    const rows = grid.current?.querySelector('.rows')
    if (index === undefined || !rows) return
    const top = rows.getBoundingClientRect().top + index * height
    const [least, most] = [160, innerHeight - 2 * height - 60]
    if (top < least) scrollBy({ top: top - least, behavior: 'auto' })
    else if (top > most) scrollBy({ top: top - most, behavior: 'auto' })
  }
  const act = (n: number, column: number) => (column === 0 ? onPin?.(n) : onCell?.(n, column - 1))
  const onKeyDown = (event: KeyboardEvent) => {
    const at = placeOf(event.target as Element)
    if (!at || event.ctrlKey || event.metaKey || event.altKey || (event.target as Element).closest('button')) return
    const to = moved(event.key, at, lines, columns)
    if (to) go(to)
    else if (event.key === 'Enter' || event.key === ' ') act(at.n, at.column)
    else if (event.key === 'p') onPin?.(at.n)
    else return
    event.preventDefault()
  }
  const onClick = (event: MouseEvent) => {
    const target = event.target as Element
    const at = placeOf(target)
    if (!at) return
    if (target.closest('[data-pin]')) onPin?.(at.n)
    else if (at.column > 0) {
      setActive(at)
      act(at.n, at.column)
    }
  }
  return { active, onKeyDown, onClick }
}

function moved(key: string, at: Active, lines: Lines, columns: number): Active | null {
  if (key === 'ArrowRight') return { n: at.n, column: Math.min(columns, at.column + 1) }
  if (key === 'ArrowLeft') return { n: at.n, column: Math.max(0, at.column - 1) }
  if (key === 'Home') return { n: at.n, column: 0 }
  if (key === 'End') return { n: at.n, column: columns }
  const step = ROWS[key]
  const index = lines.index(at.n)
  if (step === undefined || index === undefined) return null
  const line = lines.at(Math.max(0, Math.min(lines.count - 1, index + step)))
  return line ? { n: line.n, column: at.column } : at
}

function placeOf(element: Element | null): Active | null {
  const cell = element?.closest<HTMLElement>('.board [data-column]')
  const team = cell?.closest<HTMLElement>('[data-team]')
  return cell && team ? { n: Number(team.dataset['team']), column: Number(cell.dataset['column']) } : null
}
