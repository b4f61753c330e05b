import { useState } from 'preact/hooks'
import type { Changed } from '../../../generated/api.ts'
import { Scroll } from '../../../parts/Scroll.tsx'
import { number } from '../../../parts/format.ts'
import { Verdict } from '../../../parts/Verdict.tsx'
import { useContest } from '../../../store/access.ts'
import { ProblemOf, useTeams } from '../desk/names.tsx'
import { words } from './words.ts'

const FIRST = 100

/** The submissions whose verdict is another one now. */
export function Changes({ changed }: { changed: readonly Changed[] }) {
  const { id } = useContest()
  const team = useTeams()
  const [all, setAll] = useState(false)
  const scores = changed.some((change) => change.score !== null)
  return (
    <section class="panel">
      <h3>{words().changes}</h3>
      {changed.length === 0 ? (
        <p class="desk-note">{words().noChanges}</p>
      ) : (
        <Scroll label={words().changes}>
          <table class="data desk-table">
            <thead>
              <tr>
                <th scope="col">{words().problem}</th>
                <th scope="col">{words().team}</th>
                <th scope="col">{words().old}</th>
                <th scope="col">{words().new}</th>
                {scores && <th scope="col">{words().score}</th>}
                <th scope="col">{words().submission}</th>
              </tr>
            </thead>
            <tbody>
              {changed.slice(0, all ? undefined : FIRST).map((change) => (
                <tr key={change.submission_id}>
                  <td>
                    <ProblemOf id={change.problem_id} />
                  </td>
                  <td class="wide">{team(change.team_id)}</td>
                  <td>
                    <Verdict verdict={change.old} />
                  </td>
                  <td>
                    <Verdict verdict={change.new} />
                  </td>
                  {scores && <td>{change.score === null ? '' : number(change.score, 2)}</td>}
                  <td>
                    <a href={`/contests/${encodeURIComponent(id)}/jury/submissions/${change.submission_id}`}>
                      <code>{change.submission_id}</code>
                    </a>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </Scroll>
      )}
      {!all && changed.length > FIRST && (
        <button type="button" onClick={() => setAll(true)}>
          {words().showAll(number(changed.length))}
        </button>
      )}
    </section>
  )
}
