// Who wins what, from the board and its medal ranks. No drawing.
import type { Board } from '../../../../live/board.ts'
import { TILE } from '../../../../live/board.ts'
import type { Row } from '../../../../generated/live.ts'
import { medalOf } from '../BoardRow.tsx'

export interface Placed {
  n: number
  rank: number
  row: Row
}

export interface Honoured {
  winners: Placed[]
  /** By `gold`, `silver`, `bronze`; without medals the first three ranks by their numbers. */
  groups: { kind: string; teams: Placed[] }[]
}

const PLACES = 3

export function honoured(board: Board, medals: readonly [number, number, number]): Honoured {
  const placed: Placed[] = []
  for (let place = 0; place < Math.min(board.total, TILE); place++) {
    const at = board.at(place)
    const row = at && board.rows.get(at.n)
    if (row && at.rank && (row[1] || row[3])) placed.push({ n: at.n, rank: at.rank, row })
  }
  const kinds = medals[2] > 0 ? ['gold', 'silver', 'bronze'] : ['1', '2', '3']
  const kindOf = ({ row, rank }: Placed) => (medals[2] > 0 ? medalOf(row, rank, medals) : rank <= PLACES ? String(rank) : '')
  const groups = kinds.map((kind) => ({ kind, teams: placed.filter((each) => kindOf(each) === kind) })).filter(({ teams }) => teams.length > 0)
  return { winners: placed.filter(({ rank }) => rank === 1), groups }
}
