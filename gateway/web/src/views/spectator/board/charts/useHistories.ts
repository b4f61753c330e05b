import { useEffect, useMemo, useRef, useState } from 'preact/hooks'
import { ApiError, call } from '../../../../api/client.ts'
import { useLoaded } from '../../../../api/loaded.ts'
import type { Recording } from '../../../../generated/api.ts'
import { contestTime } from '../../../../live/time.ts'
import type { ContestStore } from '../../../../store/contest.ts'
import type { Lines } from '../lines.ts'
import { differs, histories, type Point } from './history.ts'

export interface Course {
  error: ApiError | null
  lines: Map<number, Point[]>
  /** Seconds since the start, at most those of the contest. */
  now: number
  /** There is no recording: lines begin when the chart was opened. */
  onlyNow: boolean
}

/** Lines of these teams: from the recording up to when it was loaded, from there on as the live board shows them. */
export function useHistories(store: ContestStore, teams: readonly number[], lines: Lines): Course {
  const loaded = useRecording(store)
  const clock = store.clock.value
  const seconds = clock ? Math.min(clock.settings.duration, Math.max(0, contestTime(clock, Date.now(), store.skew) ?? 0)) / 1000 : 0
  const from = useMemo(() => seconds, [loaded.value])
  const past = useMemo(() => (loaded.value ? histories(loaded.value, teams, from) : new Map<number, Point[]>()), [loaded.value, teams.join()])
  const live = useLive(store, teams, lines, seconds)
  const whole = (n: number) => {
    const points = [...(past.get(n) ?? []), ...(live.get(n) ?? [])]
    const last = points[points.length - 1]
    return last && last.at < seconds ? [...points, { ...last, at: seconds }] : points
  }
  return { error: loaded.error, lines: new Map(teams.map((n) => [n, whole(n)])), now: seconds, onlyNow: loaded.value === null }
}

/** null: there is none. Everybody may see the jury's once the freeze is lifted: it has what happened in it. */
function useRecording(store: ContestStore) {
  const audience = store.audience === 'jury' || store.clock.value?.thawed ? 'jury' : 'public'
  return useLoaded<Recording | null>(
    async (signal) => {
      try {
        return await call('GET /contests/{contest}/recording', { path: { contest: store.contest }, query: { audience }, signal })
      } catch (error) {
        if (error instanceof ApiError && [403, 409, 422].includes(error.status)) return null
        throw error
      }
    },
    [store, audience],
  )
}

/** What the board has shown since the chart was opened. */
function useLive(store: ContestStore, teams: readonly number[], lines: Lines, seconds: number): ReadonlyMap<number, Point[]> {
  const seen = useRef(new Map<number, Point[]>())
  const [, draw] = useState(0)
  const version = store.version.value
  useEffect(() => {
    seen.current = new Map()
  }, [store])
  useEffect(() => {
    for (const n of teams) {
      const place = lines.index(n)
      const line = place === undefined ? undefined : lines.at(place)
      if (!line) continue
      const point = { at: seconds, rank: line.overall ?? line.rank, score: line.row[3] ?? line.row[1] }
      const points = seen.current.get(n) ?? []
      const last = points[points.length - 1]
      if (!last || differs(last, point)) seen.current.set(n, [...points, point])
    }
    draw((count) => count + 1)
  }, [version, teams.join(), Math.round(seconds)])
  return seen.current
}
