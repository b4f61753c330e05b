import { call } from '../../api/client.ts'
import { useLoaded } from '../../api/loaded.ts'
import { number, percent } from '../../parts/format.ts'
import { Ready } from '../../parts/States.tsx'
import type { Statistics } from '../../generated/api.ts'
import { HeatMap } from './HeatMap.tsx'
import { words } from './words.ts'

const DIFFICULTIES = ['easy', 'medium', 'hard'] as const

export function StatisticsPart({ user }: { user: string }) {
  const loaded = useLoaded((signal) => call('GET /users/{user}/stats', { path: { user }, signal }), [user])
  return (
    <section class="panel statistics" aria-labelledby="statistics">
      <h2 id="statistics">{words().statistics}</h2>
      <Ready of={loaded}>
        {(all) => (
          <>
            <Numbers of={all} />
            <div class="pair">
              <Solved of={all} />
              <Languages of={all} />
            </div>
            <h3>{words().activity}</h3>
            <HeatMap days={all.activity} />
          </>
        )}
      </Ready>
    </section>
  )
}

function Numbers({ of }: { of: Statistics }) {
  const lines: [string, string][] = [
    [words().solved, number(of.solved.easy + of.solved.medium + of.solved.hard)],
    [words().tried, number(of.tried)],
    [words().submissions, number(of.submissions)],
    [words().successRate, of.success_rate === null ? '–' : percent(of.success_rate)],
    [words().contests, number(of.contests)],
    [words().rating, of.rating === null ? '–' : number(of.rating)],
    [words().highest, of.highest_rating === null ? '–' : number(of.highest_rating)],
  ]
  return (
    <dl class="numbers">
      {lines.map(([label, value]) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}

function Solved({ of: { solved } }: { of: Statistics }) {
  const most = Math.max(1, ...DIFFICULTIES.map((difficulty) => solved[difficulty]))
  return (
    <table class="bars">
      <caption>{words().solved}</caption>
      <tbody>
        {DIFFICULTIES.map((difficulty) => (
          <Bar key={difficulty} label={words().difficulties[difficulty] ?? difficulty} value={solved[difficulty]} most={most} kind={difficulty} />
        ))}
      </tbody>
    </table>
  )
}

function Languages({ of: { languages } }: { of: Statistics }) {
  const most = Math.max(1, ...languages.map((each) => each.submissions))
  return (
    <table class="bars">
      <caption>{words().languages}</caption>
      <tbody>
        {languages.map((each) => (
          <Bar key={each.language} label={each.language} value={each.submissions} most={most} kind="" />
        ))}
        {languages.length === 0 && (
          <tr>
            <td class="hint">{words().noSubmissions}</td>
          </tr>
        )}
      </tbody>
    </table>
  )
}

function Bar({ label, value, most, kind }: { label: string; value: number; most: number; kind: string }) {
  return (
    <tr>
      <th scope="row">{label}</th>
      <td class="line">
        <span class={`length ${kind}`} style={{ inlineSize: `${(value / most) * 100}%` }} aria-hidden="true" />
      </td>
      <td class="number">{number(value)}</td>
    </tr>
  )
}
