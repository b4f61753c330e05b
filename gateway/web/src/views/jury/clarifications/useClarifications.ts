import { useMemo, useRef } from 'preact/hooks'
import { call } from '../../../api/client.ts'
import { useLoaded, type Loaded } from '../../../api/loaded.ts'
import type { Clarification } from '../../../generated/api.ts'
import { useRoom } from '../../../parts/useRoom.ts'
import { useContest } from '../../../store/access.ts'
import { usePace } from '../desk/useDesk.ts'
import { firstOf, PAGE } from '../desk/useList.ts'

/** So many unanswered questions of each kind are shown. */
const MOST_WAITING = 1000
const STATES = ['open', 'claimed', 'answered'] as const

interface Query {
  problem?: string
  team?: string
}

interface Found {
  all: Clarification[]
  /** Whether there are more answered ones. */
  more: boolean
}

/** All that waits, and what was answered last, live. Loaded together: a question that is claimed is at no moment in no queue. */
export function useClarifications(query: Query): Loaded<Found> & { more: () => Promise<void> } {
  const { id, access } = useContest()
  const answered = useRef(PAGE)
  const inputs = [id, query.problem, query.team]
  useMemo(() => (answered.current = PAGE), inputs)
  const loaded = useLoaded(async (signal) => {
    const pages = await Promise.all(
      STATES.map((state) => firstOf((page) => load(id, { ...query, ...page, state }, signal), state === 'answered' ? answered.current : MOST_WAITING, signal)),
    )
    const all = new Map(pages.flatMap((page) => page.items).map((each) => [each.id, each]))
    return { all: [...all.values()], more: pages.at(-1)?.next !== null }
  }, inputs)
  const ask = usePace(loaded.reload)
  useRoom(access.jury ? `clarifications.${id}.jury` : null, { frame: ask, entered: ask })
  const more = () => {
    answered.current += PAGE
    return loaded.reload()
  }
  return { ...loaded, more }
}

async function load(contest: string, query: object, signal: AbortSignal) {
  const found = await call('GET /contests/{contest}/clarifications', { path: { contest }, query, signal })
  return { items: found.clarifications, next: found.next }
}
