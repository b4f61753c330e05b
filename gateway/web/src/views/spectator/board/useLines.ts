// The rows that a board shows, and those that are held above it, from whatever of the board can be here.
import { useEffect, useMemo, useState } from 'preact/hooks'
import { call } from '../../../api/client.ts'
import type { Member } from '../../../generated/api.ts'
import { WHOLE_MOST } from '../../../live/follower.ts'
import { connection } from '../../../store/connection.ts'
import type { ContestStore } from '../../../store/contest.ts'
import { FOLLOWED_MOST, FollowedTeams } from '../../../store/followed.ts'
import { allLines, belongs, choosesSome, chosenLines, followedLines, lineOf, type Line, type Lines, type Selection } from './lines.ts'

export interface BoardLines {
  lines: Lines
  held: Line[]
  filtered: boolean
  /** All rows are to be followed. */
  whole: boolean
  /** So many teams are chosen, of which only the first can be followed; 0: all of them are. */
  tooMany: number
}

/** `held`: teams that stay in sight. Draws again with every change of the board. */
export function useLines(store: ContestStore, selection: Selection, held: readonly number[]): BoardLines {
  void store.version.value
  const { board } = store
  const teams = store.teams.value
  const filtered = choosesSome(selection)
  const large = board.total > WHOLE_MOST && store.audience === 'public'
  const followed = useFollowed(store)
  const { some, all } = useSome(store, selection, filtered && large)
  const alone = large ? [...held, ...some] : []
  useEffect(() => followed.follow(alone), [alone.join(), followed])
  const frames = followed.frames.value
  const lines = !filtered ? allLines(board) : large ? followedLines(frames, some) : chosenLines(board, teams, selection)
  const heldLines = held.flatMap((n) => {
    const frame = frames.get(n)
    const row = board.rows.get(n)
    const place = board.place(n)
    if (place !== undefined && row) return { n, row, rank: board.at(place)?.rank ?? 0 }
    return (frame && lineOf(frame, n)) ?? []
  })
  return { lines, held: heldLines, filtered, whole: filtered || held.length > 0, tooMany: large && all > some.length ? all : 0 }
}

function useFollowed(store: ContestStore): FollowedTeams {
  const followed = useMemo(() => new FollowedTeams(connection(), store.contest), [store])
  useEffect(() => () => followed.close(), [followed])
  return followed
}

/** The chosen teams of a board that is too large to be here: the best of a group, or the first that belong to it. */
function useSome(store: ContestStore, selection: Selection, wanted: boolean): { some: readonly number[]; all: number } {
  const teams = store.teams.value
  const { group, organization } = selection
  const chosen = useMemo(() => (wanted ? [...teams.values()].filter((team) => belongs(team, selection)).map((team) => team.n) : []), [wanted, teams, group, organization])
  const best = useBestOfGroup(store.contest, teams, wanted && chosen.length > FOLLOWED_MOST && !organization ? group : '')
  const some = best ?? chosen.slice(0, FOLLOWED_MOST)
  return { some, all: chosen.length }
}

function useBestOfGroup(contest: string, teams: ReadonlyMap<number, Member>, group: string): readonly number[] | null {
  const [best, setBest] = useState<readonly number[] | null>(null)
  useEffect(() => {
    setBest(null)
    if (!group) return
    const stop = new AbortController()
    const load = async () => {
      const board = await call('GET /contests/{contest}/leaderboard', { path: { contest }, query: { group, limit: FOLLOWED_MOST }, signal: stop.signal })
      const numbers = new Map([...teams.values()].map((team) => [team.id, team.n]))
      setBest(board.rows.flatMap((row) => numbers.get(row.team_id) ?? []))
    }
    load().catch(() => undefined) // the first of the group are shown instead
    return () => stop.abort()
  }, [contest, teams, group])
  return best
}
