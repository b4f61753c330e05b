import type { ComponentChildren } from 'preact'
import type { Participant, Result } from '../../../generated/api.ts'
import type { Progress } from '../../../generated/live.ts'
import { spell } from '../../../live/time.ts'
import { bytes, dateTime, percent } from '../../../parts/format.ts'
import { Verdict } from '../../../parts/Verdict.tsx'
import { useOwnSubmissions } from '../problem/useOwnSubmissions.ts'
import { SourceView } from './SourceView.tsx'
import { Chips, TestTable } from './Tests.tsx'
import { words } from './words.ts'
import './submission.css'

interface SubmissionViewProps {
  result: Result
  progress: Progress | null
  /** The problem's name, as a link. */
  problem: ComponentChildren
  /** Who may have sent it, where several may. */
  members: readonly Participant[]
}

export function SubmissionView({ result, progress, problem, members }: SubmissionViewProps) {
  const { submission } = result
  const own = useOwnSubmissions(submission.contest_id, submission.team_id, submission.problem_id)
  const others = own.list?.filter((each) => each.id !== submission.id && each.contest_id === submission.contest_id) ?? []
  const running = progress?.state === 'running' && progress.test !== undefined && progress.tests !== undefined ? { test: progress.test, tests: progress.tests } : null
  return (
    <div class="submission">
      <Outcome result={result} progress={progress} running={running} />
      <Chips tests={result.tests} running={running} />
      <Facts result={result} problem={problem} members={members} />
      {result.compile_log && (
        <section>
          <h3>{words().compiler}</h3>
          <pre tabIndex={0} class="compiler">
            {result.compile_log}
          </pre>
        </section>
      )}
      <TestTable result={result} />
      <SourceView submission={submission} others={others} />
    </div>
  )
}

interface OutcomeProps {
  result: Result
  progress: Progress | null
  running: { test: number; tests: number } | null
}

/** The verdict in words, or how far the judgement is. */
function Outcome({ result, progress, running }: OutcomeProps) {
  const { submission } = result
  const state = progress?.state ?? submission.state
  const verdict = submission.verdict ?? progress?.verdict
  const says = verdict ? words().means[verdict] : running ? words().runningTest(running.test, running.tests) : words().state[state]
  return (
    <div class="outcome" role="status" aria-live="polite">
      <Verdict verdict={verdict} state={state} />
      <p>
        {says}
        {result.faster_than !== null && ` ${words().faster(percent(result.faster_than / 100))}`}
        {submission.reused && (
          <>
            {' '}
            {words().reused} {submission.reused_from && <a href={`/submissions/${submission.reused_from}`}>{words().reusedFrom}</a>}
          </>
        )}
      </p>
    </div>
  )
}

function Facts({ result: { submission }, problem, members }: { result: Result; problem: ComponentChildren; members: readonly Participant[] }) {
  const by = members.length > 1 ? members.find((member) => member.user_id === submission.user_id)?.name : undefined
  const facts: [string, ComponentChildren][] = [
    [words().problem, problem],
    [words().language, submission.language],
    ...(by ? [[words().by, by] as [string, string]] : []),
    [
      words().sentAt,
      <time key="sent" dateTime={submission.created_at}>
        {dateTime(submission.created_at)}
        {submission.contest_time !== null && `, ${words().inContest(spell(submission.contest_time))}`}
      </time>,
    ],
    [words().size, bytes(submission.source_bytes)],
  ]
  return (
    <dl class="facts" aria-label={words().facts}>
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}
