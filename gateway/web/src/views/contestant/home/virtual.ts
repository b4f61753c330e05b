// A virtual participation: one's own clock, and the recorded standings at it with oneself among them.
import { useEffect } from 'preact/hooks'
import { call } from '../../../api/client.ts'
import { useLoaded, type Loaded } from '../../../api/loaded.ts'
import type { VirtualStandings } from '../../../generated/api.ts'
import type { SubmissionStore } from './submissions.ts'

const PAGE = 200
const PAGES = 25

/** The standings up to behind the own row. No room tells of them: they are asked for again after each verdict and when somebody comes back. */
export function useVirtual(contest: string, team: string | null, submissions: SubmissionStore | null): Loaded<VirtualStandings | null> {
  const loaded = useLoaded(async (signal) => (team ? load(contest, team, signal) : null), [contest, team])
  useEffect(() => (team ? submissions?.onVerdict(() => void loaded.reload()) : undefined), [submissions, team])
  useEffect(() => {
    const seen = () => document.visibilityState === 'visible' && team && void loaded.reload()
    document.addEventListener('visibilitychange', seen)
    return () => document.removeEventListener('visibilitychange', seen)
  })
  return loaded
}

async function load(contest: string, team: string, signal: AbortSignal): Promise<VirtualStandings> {
  const page = (start: number) =>
    call('GET /contests/{contest}/virtual-participation', { path: { contest }, query: { start, limit: PAGE }, signal })
  const found = await page(0)
  const rows = [...found.scoreboard.rows]
  for (let pages = 1; pages < PAGES && rows.length === pages * PAGE && !rows.some((row) => row.team_id === team); pages++) {
    rows.push(...(await page(rows.length)).scoreboard.rows)
  }
  return { ...found, scoreboard: { ...found.scoreboard, rows } }
}
