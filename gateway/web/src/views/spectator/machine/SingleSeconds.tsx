// Where a contest is too large for one recording: the first rows of a second that was chosen, fetched when the choice has settled.
import { useEffect, useMemo, useState } from 'preact/hooks'
import { call } from '../../../api/client.ts'
import { useLoaded } from '../../../api/loaded.ts'
import type { Recording, Scoreboard } from '../../../generated/api.ts'
import { useQuery } from '../../../parts/query.ts'
import { Ready } from '../../../parts/States.tsx'
import type { ContestContext } from '../../../store/access.ts'
import { BoardTable } from '../board/BoardTable.tsx'
import { begun, second } from './player.ts'
import { PlayerBar } from './PlayerBar.tsx'
import { RecordedBoard } from './recorded.ts'
import { Tape } from './tape.ts'
import { usePlayer } from './usePlayer.ts'
import { words } from './words.ts'

/** Such boards may be asked for 60 times a minute. */
const SETTLED_MS = 1000
const ROWS = 200

export function SingleSeconds({ contest, audience }: { contest: ContestContext; audience: 'jury' | 'public' }) {
  const { store } = contest
  const [query, address] = useQuery()
  const duration = Math.floor((store.clock.value?.settings.duration ?? 0) / 1000)
  const [player, change] = usePlayer(() => begun(duration, query['at'], query['rate']))
  const at = second(player)
  const [chosen, setChosen] = useState(at)
  useEffect(() => {
    const timer = setTimeout(() => {
      setChosen(at)
      address({ at: String(at) })
    }, SETTLED_MS)
    return () => clearTimeout(timer)
  }, [at])
  const kept = useMemo(() => new Map<number, Scoreboard>(), [contest.id, audience])
  const loaded = useLoaded(async (signal) => {
    const known = kept.get(chosen)
    if (known) return known
    const asked = { audience, at: chosen, limit: ROWS }
    const board = await call('GET /contests/{contest}/leaderboard', { path: { contest: contest.id }, query: asked, signal })
    kept.set(chosen, board)
    return board
  }, [contest.id, audience, chosen])
  return (
    <>
      <h2 class="hidden">{words().title}</h2>
      <p>{words().tooLarge}</p>
      <Ready of={loaded} rows={12}>
        {(board) => <Rows board={board} contest={contest} />}
      </Ready>
      <PlayerBar player={{ ...player, playing: false }} change={change} freeze={null} activity={[]} previous={null} next={null} />
    </>
  )
}

function Rows({ board, contest }: { board: Scoreboard; contest: ContestContext }) {
  const { store } = contest
  const teams = store.teams.value
  const source = useMemo(() => new RecordedBoard(new Tape(still(board, new Map([...teams.values()].map((team) => [team.id, team.n])))), store), [board, teams])
  return <BoardTable live={source} focus={null} />
}

/** A scoreboard as a recording in which nothing moves. */
export function still(board: Scoreboard, numbers: ReadonlyMap<string, number>): Recording {
  const rows = board.rows.flatMap((row, place) => {
    const n = numbers.get(row.team_id)
    return n === undefined ? [] : [{ row, n, place }]
  })
  return {
    end: 0,
    teams: rows.map(({ n }) => n),
    unranked: rows.filter(({ row }) => row.rank === null).map(({ n }) => n),
    disqualified: rows.filter(({ row }) => row.podium_disqualified).map(({ n }) => n),
    start: rows.map(({ row, n }) => [
      0,
      n,
      row.score.num_solved ?? 0,
      row.score.podium_total_time_seconds ?? row.score.total_time ?? 0,
      row.score.score ?? null,
      [row.rank ?? 1e9],
      row.problems.flatMap((cell, problem) =>
        cell.num_judged || cell.num_pending
          ? [[problem, cell.num_judged, cell.num_pending, solvedAs(cell), cell.podium_time_seconds ?? cell.time ?? -1, cell.score ?? null]]
          : [],
      ) as Recording['start'][number][6],
    ]),
    changes: [],
  }
}

function solvedAs(cell: { solved?: boolean; first_to_solve?: boolean }): number {
  return cell.first_to_solve ? 2 : Number(cell.solved ?? false)
}
