import { call } from '../../../api/client.ts'
import type { JurySubmission } from '../../../generated/api.ts'
import type { Query } from '../../../parts/query.ts'
import { attempt, say } from '../../../parts/toasts.tsx'
import { words as common } from '../../../parts/words.ts'
import { useContest } from '../../../store/access.ts'
import { useDesk } from '../desk/useDesk.ts'
import { useList, type List } from '../desk/useList.ts'
import { asked } from './filters.ts'
import { words } from './words.ts'

/** The list as the address filters it, live. */
export function useSubmissions(query: Query): List<JurySubmission> {
  const { id } = useContest()
  const filters = asked(query)
  const list = useList(
    async (page, signal) => {
      const { submissions, next } = await call('GET /contests/{contest}/submissions', {
        path: { contest: id },
        query: { ...filters, ...page },
        signal,
      })
      return { items: submissions, next }
    },
    [id, JSON.stringify(filters)],
  )
  useDesk(['submissions'], list.reload)
  return list
}

/** Marks a submission as reviewed, or takes the mark away; either can be undone. */
export async function review(contest: string, submission: JurySubmission, reload: () => unknown): Promise<void> {
  const path = { contest, submission: submission.id }
  const mark = () => call('PUT /contests/{contest}/submissions/{submission}/review', { path })
  const unmark = () => call('DELETE /contests/{contest}/submissions/{submission}/review', { path })
  const [act, back] = submission.review ? [unmark, mark] : [mark, unmark]
  if (!(await attempt(act))) return
  void reload()
  const undo = async () => {
    await attempt(back)
    void reload()
  }
  say(submission.review ? words().unmarked : words().marked, 'good', { label: common().undo, do: undo })
}
