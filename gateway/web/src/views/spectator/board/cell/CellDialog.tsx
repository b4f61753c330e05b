// One team on one problem: what the board says of it, and its submissions for those who may see them.
import { usePages } from '../../../../api/pages.ts'
import { call } from '../../../../api/client.ts'
import type { Submission } from '../../../../generated/api.ts'
import type { Cell } from '../../../../generated/live.ts'
import { spell } from '../../../../live/time.ts'
import { Dialog } from '../../../../parts/Dialog.tsx'
import { ProblemMark } from '../../../../parts/ProblemMark.tsx'
import { Empty, Ready } from '../../../../parts/States.tsx'
import { Verdict } from '../../../../parts/Verdict.tsx'
import type { Access } from '../../../../store/access.ts'
import type { ContestStore } from '../../../../store/contest.ts'
import { points, scoringOf, spellTime, type Scoring } from '../scoring.ts'
import { words } from './words.ts'
import './cell.css'
import { More } from '../../../../parts/More.tsx'

interface CellProps {
  store: ContestStore
  access: Access
  n: number
  /** By its number in the contest. */
  problem: number
  own: number | null
  onClose: () => void
}

export default function CellDialog({ store, access, n, problem, own, onClose }: CellProps) {
  void store.version.value
  const settings = store.clock.value?.settings
  const asked = settings?.problems[problem]
  const team = store.teams.value.get(n)
  const row = store.board.rows.get(n)
  const cell = row?.[4].find(([number]) => number === problem)
  if (!settings || !asked) return null
  const source = access.jury ? 'jury' : own === n ? 'own' : null
  return (
    <Dialog title={words().title(team?.name ?? '…', asked.label)} onClose={onClose}>
      <p>
        <ProblemMark label={asked.label} rgb={asked.rgb} /> {asked.name}
      </p>
      <Tries cell={cell} scoring={scoringOf(settings)} />
      {source && team && <Submissions contest={store.contest} team={team.id} problem={asked.id} source={source} news={JSON.stringify(cell)} />}
    </Dialog>
  )
}

/** What everybody may know: how many tries, when it was solved, what is not known yet. */
function Tries({ cell, scoring }: { cell: Cell | undefined; scoring: Scoring }) {
  if (!cell) return <Empty>{words().noTries}</Empty>
  const [, judged, pending, solved, time, score] = cell
  const rejected = solved ? judged - 1 : judged
  return (
    <dl class="cell-facts">
      {solved > 0 && (
        <>
          <dt>
            <Verdict verdict="AC" />
          </dt>
          <dd>
            {words().at(time >= 0 ? spellTime(time, scoring.seconds) : '–', scoring.seconds)}
            {solved === 2 && <b> ★ {words().first}</b>}
          </dd>
        </>
      )}
      {score !== null && (
        <>
          <dt>{words().points}</dt>
          <dd>{points(score)}</dd>
        </>
      )}
      <dt>{words().rejected}</dt>
      <dd>{rejected}</dd>
      {pending > 0 && (
        <>
          <dt>{words().pending}</dt>
          <dd>{pending}</dd>
        </>
      )}
    </dl>
  )
}

interface Wanted {
  contest: string
  team: string
  problem: string
  source: 'jury' | 'own'
  /** Changes when there is something new. */
  news: string
}

function Submissions({ contest, team, problem, source, news }: Wanted) {
  const loaded = usePages<Submission>(
    async (cursor, signal) => {
      const query = { ...(cursor && { cursor }) }
      const page =
        source === 'jury'
          ? await call('GET /contests/{contest}/submissions', { path: { contest }, query: { ...query, team, problem }, signal })
          : await call('GET /contests/{contest}/own-submissions', { path: { contest }, query: { ...query, limit: 200 }, signal })
      return { items: page.submissions.filter((each) => each.problem_id === problem), next: page.next }
    },
    [contest, team, problem, source, news],
  )
  return (
    <section>
      <h3>{words().submissions}</h3>
      <Ready of={loaded} rows={2}>
        {(submissions) =>
          submissions.length === 0 ? (
            <Empty>{words().noSubmissions}</Empty>
          ) : (
            <table class="data">
              <thead>
                <tr>
                  <th scope="col">{words().time}</th>
                  <th scope="col">{words().verdict}</th>
                  <th scope="col">{words().language}</th>
                </tr>
              </thead>
              <tbody>
                {submissions.map((each) => (
                  <tr key={each.id}>
                    <td>
                      <a href={address(contest, each.id, source)}>{each.contest_time === null ? '–' : spell(each.contest_time)}</a>
                    </td>
                    <td>
                      <Verdict verdict={each.verdict} state={each.state} />
                    </td>
                    <td>{each.language}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          )
        }
      </Ready>
      <More of={loaded} />
    </section>
  )
}

function address(contest: string, submission: string, source: 'jury' | 'own'): string {
  const base = `/contests/${encodeURIComponent(contest)}`
  return source === 'jury' ? `${base}/jury/submissions/${submission}` : `${base}/submissions/${submission}`
}
