// A submission by its id alone: /submissions/:submission. One of a contest has its page there.
import { useLocation } from 'preact-iso'
import { useEffect } from 'preact/hooks'
import { call } from '../../../api/client.ts'
import { useLoaded } from '../../../api/loaded.ts'
import { Ready } from '../../../parts/States.tsx'
import { usePageTitle } from '../../../parts/title.ts'
import { SubmissionView } from './SubmissionView.tsx'
import { useResult } from './useResult.ts'
import { words } from './words.ts'

export default function PracticeSubmission({ submission = '' }: { submission?: string }) {
  const { route } = useLocation()
  const { loaded, progress } = useResult(submission)
  const about = loaded.value?.submission
  const contest = about?.contest_id
  useEffect(() => {
    if (contest) route(`/contests/${encodeURIComponent(contest)}/submissions/${submission}`, true)
  }, [contest])
  const title = useLoaded(
    async (signal) => (about ? (await call('GET /problems/{problem}', { path: { problem: about.problem_id }, signal })).title : ''),
    [about?.problem_id],
  )
  const name = title.value || about?.problem_id || ''
  usePageTitle(words().titleOf(name))
  return (
    <main>
      <h1>{about ? words().titleOf(name) : words().submission}</h1>
      <Ready of={loaded} rows={8}>
        {(result) => (
          <SubmissionView
            result={result}
            progress={progress}
            members={[]}
            problem={<a href={`/problems/${encodeURIComponent(result.submission.problem_id)}`}>{name}</a>}
          />
        )}
      </Ready>
    </main>
  )
}
