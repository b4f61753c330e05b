import type { Counted } from '../../../generated/api.ts'

export interface Matrix {
  /** Verdicts of before; null: none yet. */
  rows: (string | null)[]
  columns: string[]
  count: (old: string | null, to: string) => number
}

/** Verdicts in the same order in rows and columns, accepted first, so that what stays is on the diagonal. */
export function matrixOf(cells: readonly Counted[]): Matrix {
  const known = new Map(cells.map((cell) => [key(cell.old, cell.new), cell.submissions]))
  const verdicts = [...new Set(cells.flatMap((cell) => (cell.old === null ? [cell.new] : [cell.old, cell.new])))].sort(
    (a, b) => Number(b === 'AC') - Number(a === 'AC') || (a < b ? -1 : 1),
  )
  return {
    rows: cells.some((cell) => cell.old === null) ? [null, ...verdicts] : verdicts,
    columns: verdicts,
    count: (old, to) => known.get(key(old, to)) ?? 0,
  }
}

function key(old: string | null, to: string): string {
  return `${old ?? ''}>${to}`
}
