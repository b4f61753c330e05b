// A submission in a contest: /contests/:contest/submissions/:submission.
import { problemsOf } from '../../../live/time.ts'
import { ProblemMark } from '../../../parts/ProblemMark.tsx'
import { Ready } from '../../../parts/States.tsx'
import { useTitle } from '../../../parts/title.ts'
import { useContest } from '../../../store/access.ts'
import { SubmissionView } from './SubmissionView.tsx'
import { useResult } from './useResult.ts'
import { words } from './words.ts'

export default function ContestSubmission({ submission = '' }: { submission?: string }) {
  const { id, store, access } = useContest()
  const { loaded, progress } = useResult(submission)
  const about = loaded.value?.submission
  const problem = problemsOf(store.clock.value).find((each) => each.id === about?.problem_id)
  const name = problem ? `${problem.label}. ${problem.name ?? ''}` : (about?.problem_id ?? '')
  useTitle(about ? words().titleOf(name) : words().submission)
  return (
    <>
      <h2>{about ? words().titleOf(name) : words().submission}</h2>
      <Ready of={loaded} rows={8}>
        {(result) => (
          <SubmissionView
            result={result}
            progress={progress}
            members={access.registration?.members ?? []}
            problem={
              problem ? (
                <a href={`/contests/${encodeURIComponent(id)}/problems/${encodeURIComponent(problem.label)}`}>
                  <ProblemMark label={problem.label} rgb={problem.rgb} /> {problem.name}
                </a>
              ) : (
                result.submission.problem_id
              )
            }
          />
        )}
      </Ready>
    </>
  )
}
