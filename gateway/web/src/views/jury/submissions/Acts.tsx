import { useLocation } from 'preact-iso'
import { call } from '../../../api/client.ts'
import type { JurySubmission, Result } from '../../../generated/api.ts'
import { AskingButton } from '../../../parts/Dialog.tsx'
import { useContest } from '../../../store/access.ts'
import { review } from './useSubmissions.ts'
import { words } from './words.ts'

interface ActsProps {
  result: Result
  /** With its mark; undefined: not known. */
  known: JurySubmission | undefined
  team: string
  label: string
  reload: () => unknown
  gone: () => void
}

/** What a juror does with a submission. */
export function Acts({ result: { submission }, known, team, label, reload, gone }: ActsProps) {
  const { id: contest } = useContest()
  const { route } = useLocation()
  const rejudge = async () => {
    const body = { reason: words().rejudgeReason(submission.id), submissions: [submission.id] }
    const made = await call('POST /contests/{contest}/rejudgings', { path: { contest }, body })
    route(`/contests/${encodeURIComponent(contest)}/jury/rejudgings/${made.id}`)
  }
  const remove = async () => {
    await call('DELETE /submissions/{submission}', { path: { submission: submission.id } })
    gone()
  }
  return (
    <div class="desk-acts">
      {known && (
        <button type="button" class={known.review ? '' : 'primary'} onClick={() => void review(contest, known, reload)}>
          {known.review ? words().unmark : `✓ ${words().mark}`} <kbd>r</kbd>
        </button>
      )}
      <AskingButton
        label={words().rejudge}
        question={words().rejudgeQuestion}
        act={rejudge}
        danger={false}
        disabled={submission.state !== 'done'}
      />
      <AskingButton label={words().delete} question={words().deleteQuestion(team, label)} act={remove} done={words().deleted} />
    </div>
  )
}
