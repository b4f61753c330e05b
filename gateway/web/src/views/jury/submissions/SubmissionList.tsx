import { useLocation } from 'preact-iso'
import type { JurySubmission } from '../../../generated/api.ts'
import { spell } from '../../../live/time.ts'
import { Scroll } from '../../../parts/Scroll.tsx'
import { useKeys } from '../../../parts/keys.ts'
import { useQuery, withQuery } from '../../../parts/query.ts'
import { Empty, Ready } from '../../../parts/States.tsx'
import { useTitle } from '../../../parts/title.ts'
import { Verdict } from '../../../parts/Verdict.tsx'
import { useContest } from '../../../store/access.ts'
import { ProblemOf, useTeams } from '../desk/names.tsx'
import { useRows, type Rows } from '../desk/useRows.ts'
import { chosen as chosenFilters } from './filters.ts'
import { SubmissionFilters } from './SubmissionFilters.tsx'
import { review, useSubmissions } from './useSubmissions.ts'
import { words } from './words.ts'
import '../desk/desk.css'
import './submissions.css'
import { More } from '../../../parts/More.tsx'

/** All submissions of the contest, the newest first, as they come. */
export default function SubmissionList() {
  const { id } = useContest()
  const [query] = useQuery()
  const { route } = useLocation()
  const list = useSubmissions(query)
  useTitle(words().title)
  const all = list.value ?? []
  const rows = useRows(all.map((submission) => submission.id))
  const filters = chosenFilters(query)
  const base = `/contests/${encodeURIComponent(id)}/jury`
  const to = (submission: string) => withQuery(`${base}/submissions/${submission}`, filters)
  const withChosen = (act: (submission: JurySubmission) => void) => {
    const submission = all.find((each) => each.id === rows.at())
    if (submission) act(submission)
  }
  const open = () => {
    const focused = document.activeElement as HTMLElement | null
    if (focused && focused !== document.body) focused.click()
    else {
      const submission = rows.at()
      if (submission) route(to(submission))
    }
  }
  useKeys(
    [
      ...rows.keys,
      { key: 'Enter', does: words().open, act: open },
      { key: 'r', does: words().toggle, act: () => withChosen((submission) => void review(id, submission, list.reload)) },
    ],
    [words(), list.value, JSON.stringify(filters)],
  )
  return (
    <section class="desk">
      <div class="desk-head">
        <h2>{words().title}</h2>
        <a class="button" href={withQuery(`${base}/rejudgings/new`, again(filters))}>
          {words().rejudgeThese}
        </a>
      </div>
      <SubmissionFilters />
      <Ready of={list} rows={12}>
        {(submissions) =>
          submissions.length === 0 ? (
            <Empty>{Object.keys(filters).length > 0 ? words().none : words().noneYet}</Empty>
          ) : (
            <Table submissions={submissions} rows={rows} to={to} onReview={(each) => void review(id, each, list.reload)} />
          )
        }
      </Ready>
      {list.more && (
        <div>
          <More of={list} />
        </div>
      )}
    </section>
  )
}

/** Filters that a re-judging knows as well. */
function again({ problem, team, language, verdict }: ReturnType<typeof chosenFilters>): Record<string, string> {
  return { problems: problem ?? '', teams: team ?? '', languages: language ?? '', verdicts: verdict ?? '' }
}

interface TableProps {
  submissions: readonly JurySubmission[]
  rows: Rows
  to: (submission: string) => string
  onReview: (submission: JurySubmission) => void
}

function Table({ submissions, rows, to, onReview }: TableProps) {
  const team = useTeams()
  return (
    <Scroll label={words().title}>
      <table class="data desk-table">
        <thead>
          <tr>
            <th scope="col">{words().time}</th>
            <th scope="col">{words().problem}</th>
            <th scope="col">{words().team}</th>
            <th scope="col">{words().verdict}</th>
            <th scope="col">{words().language}</th>
            <th scope="col">{words().reviewed}</th>
          </tr>
        </thead>
        <tbody>
          {submissions.map((submission) => (
            <tr key={submission.id} class={rows.chosen === submission.id ? 'chosen' : ''} aria-current={rows.chosen === submission.id || undefined}>
              <td class="time">
                <a {...rows.row(submission.id)} href={to(submission.id)}>
                  {spell(submission.contest_time ?? 0)}
                </a>
              </td>
              <td>
                <ProblemOf id={submission.problem_id} />
              </td>
              <td class="wide">
                <bdi>{team(submission.team_id)}</bdi>
              </td>
              <td>
                <Verdict verdict={submission.verdict} state={submission.state} />
              </td>
              <td>{submission.language}</td>
              <td>
                <ReviewBox submission={submission} onReview={() => onReview(submission)} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  )
}

function ReviewBox({ submission, onReview }: { submission: JurySubmission; onReview: () => void }) {
  const { review: by } = submission
  return (
    <label class="submission-review">
      <input
        type="checkbox"
        checked={by !== null}
        aria-label={`${words().reviewed}: ${spell(submission.contest_time ?? 0)}`}
        onChange={(event) => {
          event.currentTarget.checked = by !== null // as the platform has it, until it says otherwise
          onReview()
        }}
      />
      <span>{by ? words().reviewedBy(by.by) : words().notReviewed}</span>
    </label>
  )
}
