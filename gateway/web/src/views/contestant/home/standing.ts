// Where a team stands, with its neighbours: from the live room of a team, or from the scoreboard of a virtual participation.
import type { ScoreboardRow } from '../../../generated/api.ts'
import type { Cell, Row, TeamFrame } from '../../../generated/live.ts'

export interface Line {
  /** Number of the team on the board, or its id. */
  key: string
  name: string
  /** null: it has none. */
  rank: number | null
  solved: number
  /** Under rules with points. */
  score: number | null
  time: number
  own: boolean
}

export interface Standing {
  own: Line
  /** From the top, the own one too. */
  around: Line[]
  /** Rows of the whole board. */
  total: number
  /** By number of the problem. */
  cells: ReadonlyMap<number, Cell>
}

const NEIGHBOURS = 2

/** null: the team is not on the board. */
export function fromFrame(frame: TeamFrame | null, n: number | undefined, nameOf: (n: number) => string): Standing | null {
  if (!frame || n === undefined || frame.position < 0) return null
  const rows = new Map(frame.rows.map((row) => [row[0], row]))
  const around = frame.order.flatMap((team, place) => {
    const row = rows.get(team)
    return row ? [lineOf(row, frame.ranks[place] ?? 0, nameOf(team), team === n)] : []
  })
  const own = around.find((line) => line.own)
  const row = rows.get(n)
  return own && row ? { own, around, total: frame.total, cells: new Map(row[4].map((cell) => [cell[0], cell])) } : null
}

/** `problems`: their ids, in the order of the contest. */
export function fromScoreboard(rows: readonly ScoreboardRow[], team: string, problems: readonly string[], nameOf: (id: string) => string): Standing | null {
  const place = rows.findIndex((row) => row.team_id === team)
  const own = rows[place]
  if (!own) return null
  const line = (row: ScoreboardRow): Line => ({
    key: row.team_id,
    name: nameOf(row.team_id),
    rank: row.rank,
    solved: row.score.num_solved ?? 0,
    score: row.score.score ?? null,
    time: row.score.podium_total_time_seconds ?? row.score.total_time ?? 0,
    own: row.team_id === team,
  })
  const cells = own.problems.flatMap((cell): [number, Cell][] => {
    const number = problems.indexOf(cell.problem_id)
    if (number < 0 || (cell.num_judged === 0 && cell.num_pending === 0)) return []
    const solved = cell.solved ? (cell.first_to_solve ? 2 : 1) : 0
    return [[number, [number, cell.num_judged, cell.num_pending, solved, cell.time ?? -1, cell.score ?? null]]]
  })
  const around = rows.slice(Math.max(0, place - NEIGHBOURS), place + NEIGHBOURS + 1).map(line)
  return { own: line(own), around, total: rows.length, cells: new Map(cells) }
}

function lineOf([n, solved, time, score, , disqualified]: Row, rank: number, name: string, own: boolean): Line {
  return { key: String(n), name, rank: disqualified || rank === 0 ? null : rank, solved, score, time, own }
}
