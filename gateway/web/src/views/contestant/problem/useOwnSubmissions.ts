import { useState } from 'preact/hooks'
import { call } from '../../../api/client.ts'
import { usePages } from '../../../api/pages.ts'
import { user } from '../../../api/session.ts'
import type { Submission } from '../../../generated/api.ts'
import type { Progress } from '../../../generated/live.ts'
import { useRoom } from '../../../parts/useRoom.ts'
import { Judged } from '../home/judged.ts'
import { useSubmissions } from '../home/submissions.ts'

export interface OwnSubmissions {
  /** Newest first; undefined: not loaded yet. */
  list: readonly Submission[] | undefined
  progress: ReadonlyMap<string, Progress>
  more: (() => Promise<void>) | null
  reload: () => Promise<void>
}

/** Submissions to a problem: in a contest those of the whole team, outside of contests one's own in all of them. */
export function useOwnSubmissions(contest: string | null, team: string | null, problem: string): OwnSubmissions {
  const ofTeam = useSubmissions(contest ?? '', contest === null ? null : team)
  const ofUser = usePractice(problem, contest === null)
  if (contest === null) return ofUser
  return {
    list: ofTeam?.list.value?.filter((each) => each.problem_id === problem),
    progress: ofTeam?.progress.value ?? new Map(),
    more: ofTeam?.next.value ? () => ofTeam.more() : null,
    reload: async () => ofTeam?.reload(),
  }
}

function usePractice(problem: string, wanted: boolean): OwnSubmissions {
  const who = wanted ? (user.value?.id ?? null) : null
  const [progress, setProgress] = useState<ReadonlyMap<string, Progress>>(new Map())
  const [judged] = useState(() => new Judged())
  const pages = usePages<Submission>(
    async (cursor, signal) => {
      if (!who) return { items: [], next: null }
      const page = await call('GET /submissions/problem/{problem}', { path: { problem }, query: { cursor: cursor ?? null }, signal })
      return { items: page.submissions, next: page.next }
    },
    [problem, who],
  )
  useRoom(who && `submissions.practice.${who}`, {
    entered: () => void pages.reload(),
    frame: (frame) => {
      if (frame.type !== 'submission') return
      judged.heard(frame)
      setProgress((old) => new Map(old).set(frame.submission, frame))
      if (frame.state === 'done' || !pages.value?.some(({ id }) => id === frame.submission)) void pages.reload()
    },
  })
  return { list: pages.value && judged.settle(pages.value), progress, more: pages.more, reload: pages.reload }
}
