import type { Participant, Submission } from '../../../generated/api.ts'
import type { Progress } from '../../../generated/live.ts'
import { spell, type CountedProblem } from '../../../live/time.ts'
import { clockTime } from '../../../parts/format.ts'
import { ProblemMark } from '../../../parts/ProblemMark.tsx'
import { Problem, Skeleton } from '../../../parts/States.tsx'
import { attempt } from '../../../parts/toasts.tsx'
import { Verdict } from '../../../parts/Verdict.tsx'
import type { SubmissionStore } from './submissions.ts'
import { words } from './words.ts'

const SHOWN = 12

interface SubmissionsProps {
  store: SubmissionStore
  problems: readonly CountedProblem[]
  members: readonly Participant[]
}

/** The team's submissions, newest first, each with its progress. */
export function Submissions({ store, problems, members }: SubmissionsProps) {
  const list = store.list.value
  const error = store.error.value
  if (!list) return error ? <Problem error={error} again={() => store.reload()} /> : <Skeleton rows={4} />
  if (list.length === 0) return <p class="hint">{words().noSubmission}</p>
  return (
    <>
      <ul class="sent">
        {list.map((each, place) => (
          <li key={each.id} class={place < SHOWN ? '' : 'older'}>
            <Line
              submission={each}
              progress={store.progress.value.get(each.id)}
              problem={problems.find((problem) => problem.id === each.problem_id)}
              by={members.length > 1 ? members.find((member) => member.user_id === each.user_id)?.name : undefined}
            />
          </li>
        ))}
      </ul>
      {store.next.value && (
        <button type="button" onClick={() => void attempt(() => store.more())}>
          {words().more}
        </button>
      )}
    </>
  )
}

interface LineProps {
  submission: Submission
  progress: Progress | undefined
  problem: CountedProblem | undefined
  by: string | undefined
}

function Line({ submission, progress, problem, by }: LineProps) {
  const { id, contest_id, contest_time, created_at, language, verdict, state } = submission
  return (
    <a href={`/contests/${encodeURIComponent(contest_id ?? '')}/submissions/${id}`}>
      <time dateTime={created_at}>{contest_time === null ? clockTime(created_at) : spell(contest_time)}</time>
      <ProblemMark label={problem?.label ?? submission.problem_id} rgb={problem?.rgb} name={problem?.name} />
      <span class="about">
        {language}
        {by && ` · ${words().by(by)}`}
      </span>
      <span class="outcome" role="status">
        <Verdict verdict={verdict} state={progress?.state ?? state} />
        {progress?.state === 'running' && progress.test !== undefined && progress.tests !== undefined && <Tests test={progress.test} tests={progress.tests} />}
      </span>
    </a>
  )
}

function Tests({ test, tests }: { test: number; tests: number }) {
  const label = words().test(test, tests)
  return <progress max={tests} value={test} aria-label={label} title={label} />
}
