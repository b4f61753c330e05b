import { call } from '../../../api/client.ts'
import { useLoaded } from '../../../api/loaded.ts'
import type { ArchiveStatistics, Problem } from '../../../generated/api.ts'
import { spell } from '../../../live/time.ts'
import { Dialog } from '../../../parts/Dialog.tsx'
import { number, percent } from '../../../parts/format.ts'
import { Empty, Ready } from '../../../parts/States.tsx'
import { verdictWords } from '../../../parts/Verdict.tsx'
import { words } from './words.ts'

/** How others have fared with a problem. */
export function Statistics({ problem, onClose }: { problem: Problem; onClose: () => void }) {
  const loaded = useLoaded((signal) => call('GET /problems/{problem}/statistics', { path: { problem: problem.id }, signal }), [problem.id])
  return (
    <Dialog title={`${words().statistics}: ${problem.title}`} onClose={onClose} wide>
      <Ready of={loaded}>{(found) => (found.submissions === 0 ? <Empty>{words().stats.none}</Empty> : <Numbers of={found} />)}</Ready>
    </Dialog>
  )
}

function Numbers({ of }: { of: ArchiveStatistics }) {
  const say = words().stats
  const counts = (title: string, all: readonly { name: string; submissions: number }[]) => (
    <table class="data">
      <caption>{title}</caption>
      <tbody>
        {all.map(({ name, submissions }) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            <td class="number">{number(submissions)}</td>
            <td>
              <meter value={submissions} max={of.submissions} aria-label={name} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
  return (
    <div class="problem-statistics">
      <dl class="limits">
        <dt>{say.submissions}</dt>
        <dd>{number(of.submissions)}</dd>
        <dt>{say.accepted}</dt>
        <dd>{of.acceptance === null ? '–' : percent(of.acceptance)}</dd>
        <dt>{say.solvers}</dt>
        <dd>{say.of(number(of.solvers), number(of.users))}</dd>
      </dl>
      {counts(say.verdicts, of.verdicts.map((each) => ({ ...each, name: verdictWords(each.name) })))}
      {counts(say.languages, of.languages.map((each) => ({ name: each.language, submissions: each.submissions })))}
      {of.fastest.length > 0 && (
        <table class="data">
          <caption>{say.fastest}</caption>
          <thead>
            <tr>
              <th scope="col">{say.team}</th>
              <th scope="col" class="number">
                {say.time}
              </th>
            </tr>
          </thead>
          <tbody>
            {of.fastest.map((each) => (
              <tr key={`${each.contest_id} ${each.team_id}`}>
                <td>
                  <a href={`/contests/${encodeURIComponent(each.contest_id)}`}>{each.team_name}</a>
                </td>
                <td class="number">{spell(each.contest_time)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </div>
  )
}
