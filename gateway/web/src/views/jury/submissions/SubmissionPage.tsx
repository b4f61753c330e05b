import { useLocation } from 'preact-iso'
import { useState } from 'preact/hooks'
import { call } from '../../../api/client.ts'
import { useLoaded, type Loaded } from '../../../api/loaded.ts'
import type { JurySubmission, Result } from '../../../generated/api.ts'
import type { Progress } from '../../../generated/live.ts'
import { spell } from '../../../live/time.ts'
import { useKeys } from '../../../parts/keys.ts'
import { useQuery, withQuery } from '../../../parts/query.ts'
import { Ready } from '../../../parts/States.tsx'
import { useTitle } from '../../../parts/title.ts'
import { useRoom } from '../../../parts/useRoom.ts'
import { Verdict } from '../../../parts/Verdict.tsx'
import { useContest } from '../../../store/access.ts'
import { ProblemOf, useTeams } from '../desk/names.tsx'
import { neighbour } from '../desk/rows.ts'
import { useDesk } from '../desk/useDesk.ts'
import { Acts } from './Acts.tsx'
import { Differences } from './Differences.tsx'
import { Facts } from './Facts.tsx'
import { chosen } from './filters.ts'
import { Sources } from './Sources.tsx'
import { Tests } from './Tests.tsx'
import { review, useSubmissions } from './useSubmissions.ts'
import { words } from './words.ts'
import '../desk/desk.css'
import './submissions.css'

const EARLIER = 200

interface Shown {
  result: Result
  /** Of the same team to the same problem, the newest first, with this one. */
  ofTeam: JurySubmission[]
}

/** One submission with all that the jury knows of it. */
export default function SubmissionPage({ id: submission = '' }: { id?: string }) {
  const { id: contest } = useContest()
  const shown = useLoaded((signal) => load(contest, submission, signal), [contest, submission])
  useDesk(['submissions'], shown.reload)
  const [query] = useQuery()
  const filters = chosen(query)
  const to = (id = '') => withQuery(`/contests/${encodeURIComponent(contest)}/jury/submissions${id && `/${id}`}`, filters)
  return (
    <article class="desk">
      <a href={to()}>← {words().back}</a>
      <Ready of={shown} rows={14}>
        {(value) => <Opened key={value.result.submission.id} shown={value} reload={shown.reload} to={to} />}
      </Ready>
    </article>
  )
}

async function load(contest: string, id: string, signal: AbortSignal): Promise<Shown> {
  const result = await call('GET /submissions/{submission}/result', { path: { submission: id }, signal })
  const { team_id: team, problem_id: problem } = result.submission
  const query = { team, problem, limit: EARLIER }
  const page = await call('GET /contests/{contest}/submissions', { path: { contest }, query, signal })
  return { result, ofTeam: page.submissions }
}

interface OpenedProps {
  shown: Shown
  reload: Loaded<Shown>['reload']
  to: (id?: string) => string
}

function Opened({ shown: { result, ofTeam }, reload, to }: OpenedProps) {
  const { id: contest, store } = useContest()
  const { submission } = result
  const { route } = useLocation()
  const team = useTeams()(submission.team_id)
  const label = store.clock.value?.settings.problems.find((problem) => problem.id === submission.problem_id)?.label ?? submission.problem_id
  const known = ofTeam.find((each) => each.id === submission.id)
  const step = useSteps(submission.id, to)
  useTitle(`${label} · ${team}`)
  useKeys(
    [
      { key: 'j', does: words().nextOne, act: () => step(1) },
      { key: 'k', does: words().previousOne, act: () => step(-1) },
      { key: 'r', does: words().toggle, act: () => known && void review(contest, known, reload) },
      { key: 'u', does: words().toList, act: () => route(to()) },
    ],
    [words(), known, step],
  )
  return (
    <>
      <div class="desk-head">
        <h2 class="submission-title">
          <ProblemOf id={submission.problem_id} title /> <bdi>{team}</bdi>
        </h2>
        <Live result={result} reload={reload} />
      </div>
      <Acts result={result} known={known} team={team} label={label} reload={reload} gone={() => route(to())} />
      <div class="submission-parts">
        <div class="desk">
          <Facts submission={submission} review={known?.review ?? null} />
          <Earlier all={ofTeam} open={submission.id} to={to} />
        </div>
        <div class="desk">
          <Tests result={result} />
          <Sources submission={submission} />
          <Differences submission={submission} ofTeam={ofTeam} />
        </div>
      </div>
    </>
  )
}

/** To the neighbours in the list that this one was opened from. */
function useSteps(id: string, to: (id: string) => string): (by: 1 | -1) => void {
  const [query] = useQuery()
  const { route } = useLocation()
  const ids = (useSubmissions(query).value ?? []).map((each) => each.id)
  return (by) => {
    const next = ids.includes(id) ? neighbour(ids, id, 0, by) : ids[0]
    if (next && next !== id) route(to(next), true)
  }
}

/** The verdict, and how far the judge is before there is one. */
function Live({ result, reload }: { result: Result; reload: () => unknown }) {
  const { id: contest } = useContest()
  const { submission } = result
  const [progress, setProgress] = useState<Progress | null>(null)
  useRoom(submission.state === 'done' ? null : `submissions.${contest}.${submission.team_id}`, {
    frame: (frame) => {
      if (frame.type !== 'submission' || frame.submission !== submission.id) return
      setProgress(frame)
      if (frame.state === 'done') void reload()
    },
    entered: () => void reload(),
  })
  const test = submission.state !== 'done' && progress?.test && progress.tests ? words().testOf(progress.test, progress.tests) : ''
  return (
    <p class="submission-live" role="status">
      <Verdict verdict={submission.verdict ?? progress?.verdict} state={progress?.state ?? submission.state} /> {test}
    </p>
  )
}

function Earlier({ all, open, to }: { all: readonly JurySubmission[]; open: string; to: (id: string) => string }) {
  if (all.length < 2) return null
  return (
    <section class="panel">
      <h3>{words().earlier}</h3>
      <ul class="submission-earlier">
        {all.map((each) => (
          <li key={each.id}>
            <a href={to(each.id)} aria-current={each.id === open ? 'page' : undefined}>
              {spell(each.contest_time ?? 0)}
            </a>{' '}
            <Verdict verdict={each.verdict} state={each.state} />
          </li>
        ))}
      </ul>
    </section>
  )
}
