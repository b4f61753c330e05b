// Which teams a board shows, in which order: all of them, or those of a group or an organisation. No drawing.
import type { Member } from '../../../generated/api.ts'
import type { Row, TeamFrame } from '../../../generated/live.ts'
import type { Board } from '../../../live/board.ts'
import type { Query } from '../../../parts/query.ts'

export interface Line {
  n: number
  row: Row
  /** Among the teams that are shown; 0: none. */
  rank: number
  /** Among all teams, where only some are shown. */
  overall?: number
}

export interface Lines {
  count: number
  /** undefined: that row is not here (yet). */
  at: (index: number) => Line | undefined
  index: (n: number) => number | undefined
}

/** Which teams are wanted; empty: all. */
export interface Selection {
  group: string
  organization: string
  /** Only the best team of each organisation. */
  best: boolean
}

export function selectionOf(query: Query): Selection {
  return { group: query['group'] ?? '', organization: query['organization'] ?? '', best: query['best'] === 'yes' }
}

export function choosesSome({ group, organization, best }: Selection): boolean {
  return group !== '' || organization !== '' || best
}

export function belongs(team: Member | undefined, { group, organization }: Selection): boolean {
  if (!team) return false
  return (!group || (team.groups ?? []).includes(group)) && (!organization || team.organization === organization)
}

export function allLines(board: Board): Lines {
  return {
    count: board.total,
    at: (index) => {
      const found = board.at(index)
      const row = found && board.rows.get(found.n)
      return row && { n: found.n, row, rank: found.rank }
    },
    index: (n) => board.place(n),
  }
}

/** The chosen teams of a board of which all rows are here. */
export function chosenLines(board: Board, teams: ReadonlyMap<number, Member>, selection: Selection): Lines {
  const standing: Standing[] = []
  const seen = new Set<string>()
  for (let place = 0; place < board.total; place++) {
    const found = board.at(place)
    const row = found && board.rows.get(found.n)
    const team = found && teams.get(found.n)
    if (!row || !belongs(team, selection)) continue
    if (selection.best && !isBest(team!, seen)) continue
    standing.push({ n: found.n, row, overall: found.rank })
  }
  return ranked(standing)
}

/** Teams of a board that is too large to be here: those that are followed one by one. */
export function followedLines(frames: ReadonlyMap<number, TeamFrame>, teams: readonly number[]): Lines {
  const placed = teams.flatMap((n) => {
    const frame = frames.get(n)
    const line = frame && lineOf(frame, n)
    return line ? { ...line, place: frame.position } : []
  })
  placed.sort((a, b) => a.place - b.place)
  return ranked(placed.map(({ n, row, rank }) => ({ n, row, overall: rank })))
}

/** A team in the frame of its own room; undefined: it is not on the board. */
export function lineOf(frame: TeamFrame, n: number): Line | undefined {
  const row = frame.rows.find((each) => each[0] === n)
  return row && { n, row, rank: frame.ranks[frame.order.indexOf(n)] ?? 0 }
}

/** The first team of an organisation that is met; a team without one is none. */
function isBest(team: Member, seen: Set<string>): boolean {
  const of = team.organization ?? ''
  if (!of || seen.has(of)) return false
  seen.add(of)
  return true
}

interface Standing {
  n: number
  row: Row
  overall: number
}

/** Ranks among themselves: who shares a rank overall shares one here; who has none gets none. */
function ranked(standing: Standing[]): Lines {
  let better = 0
  let rank = 0
  let last = -1
  const lines = standing.map(({ n, row, overall }): Line => {
    if (overall && overall !== last) {
      rank = better + 1
      last = overall
    }
    if (overall) better++
    return { n, row, rank: overall ? rank : 0, overall }
  })
  const places = new Map(lines.map((line, index) => [line.n, index]))
  return { count: lines.length, at: (index) => lines[index], index: (n) => places.get(n) }
}
