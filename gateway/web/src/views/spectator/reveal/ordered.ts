import type { Row } from '../../../generated/live.ts'
import type { BoardSource } from '../../../store/contest.ts'

/** The rows that are here, from the top. */
export function ordered({ board }: Pick<BoardSource, 'board'>): Row[] {
  const rows: Row[] = []
  for (let place = 0; place < board.total; place++) {
    const row = board.rows.get(board.at(place)?.n ?? -1)
    if (row) rows.push(row)
  }
  return rows
}
