// Final standings with awards, and what can be taken away of them.
import { useEffect, useState } from 'preact/hooks'
import { call } from '../../../api/client.ts'
import { useLoaded } from '../../../api/loaded.ts'
import type { Results, TeamResult } from '../../../generated/api.ts'
import { Scroll } from '../../../parts/Scroll.tsx'
import { number } from '../../../parts/format.ts'
import { Empty, Ready } from '../../../parts/States.tsx'
import { useTitle } from '../../../parts/title.ts'
import { useContest, type ContestContext } from '../../../store/access.ts'
import { points, scoringOf, spellTime, type Scoring } from '../board/scoring.ts'
import { Exports } from './Exports.tsx'
import { words } from './words.ts'
import './results.css'

const FIRST = 300

export default function ResultsPage() {
  const context = useContest()
  const { id, store } = context
  useTitle(words().results)
  const loaded = useLoaded((signal) => call('GET /contests/{contest}/results', { path: { contest: id }, signal }), [id])
  const { thawed, final } = store.clock.value ?? {}
  useEffect(() => void loaded.reload(), [thawed, final])
  const notYet = loaded.error?.status === 403 && !loaded.value
  return (
    <>
      <h2>{words().results}</h2>
      {notYet ? (
        <div class="empty">
          <p>{words().notYet}</p>
          <a class="button" href={`/contests/${encodeURIComponent(id)}`}>
            {words().toBoard}
          </a>
        </div>
      ) : (
        <Ready of={loaded}>{(results) => <Shown results={results} context={context} />}</Ready>
      )}
    </>
  )
}

function Shown({ results, context }: { results: Results; context: ContestContext }) {
  const settings = context.store.clock.value?.settings
  const scoring = scoringOf(settings)
  const labels = new Map(settings?.problems.map((problem) => [problem.id, problem.label]))
  return (
    <div class="results">
      <p class={results.final ? 'official' : 'note'}>{results.final ? `✓ ${words().official}` : words().provisional}</p>
      <Awards teams={results.teams} labels={labels} />
      <section>
        <h3>{words().exports}</h3>
        <Exports contest={results.contest_id} />
      </section>
      <section>
        <h3>{words().standings}</h3>
        {results.teams.length === 0 ? <Empty>{words().none}</Empty> : <Standings results={results} scoring={scoring} />}
      </section>
    </div>
  )
}

function Awards({ teams, labels }: { teams: readonly TeamResult[]; labels: ReadonlyMap<string, string> }) {
  const won = new Map<string, string[]>()
  for (const team of teams) for (const award of team.awards) won.set(award, [...(won.get(award) ?? []), team.name])
  if (won.size === 0) return null
  const order = Object.keys(words().award)
  const place = (award: string) => (order.includes(award) ? order.indexOf(award) : award.startsWith('group') ? 50 : 100)
  return (
    <section>
      <h3>{words().awards}</h3>
      <ul class="awards">
        {[...won]
          .sort(([a], [b]) => place(a) - place(b) || awardName(a, labels).localeCompare(awardName(b, labels)))
          .map(([award, names]) => (
            <li key={award} class={award}>
              <b>{awardName(award, labels)}</b>
              <span>
                {names.map((name, number) => (
                  <>
                    {number > 0 && ', '}
                    <bdi>{name}</bdi>
                  </>
                ))}
              </span>
            </li>
          ))}
      </ul>
    </section>
  )
}

function awardName(id: string, labels: ReadonlyMap<string, string>): string {
  const known = words().award[id]
  if (known) return known
  const problem = id.replace(/^first-to-solve-/, '')
  if (problem !== id) return words().firstToSolve(labels.get(problem) ?? problem)
  const group = id.replace(/^group-winner-/, '')
  return group === id ? id : words().groupWinner(group)
}

function Standings({ results, scoring }: { results: Results; scoring: Scoring }) {
  const [all, setAll] = useState(false)
  const teams = all ? results.teams : results.teams.slice(0, FIRST)
  return (
    <Scroll label={words().standings}>
      <table class="data">
        <thead>
          <tr>
            <th scope="col" class="number">{words().rank}</th>
            <th scope="col">{words().team}</th>
            <th scope="col" class="number">{scoring.points ? words().points : words().solved}</th>
            {scoring.timed && <th scope="col" class="number">{words().penalty}</th>}
            {results.problems.map((label) => (
              <th key={label} scope="col" class="number">
                {label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {teams.map((team) => (
            <Line key={team.team_id} team={team} scoring={scoring} />
          ))}
        </tbody>
      </table>
      {teams.length < results.teams.length && (
        <button type="button" onClick={() => setAll(true)}>
          {words().showAll(number(results.teams.length))}
        </button>
      )}
    </Scroll>
  )
}

const MEDALS = ['gold-medal', 'silver-medal', 'bronze-medal']

function Line({ team, scoring }: { team: TeamResult; scoring: Scoring }) {
  const medal = team.awards.find((award) => MEDALS.includes(award))
  return (
    <tr class={team.disqualified ? 'disqualified' : ''}>
      <td class="number">{team.rank ?? (team.disqualified ? 'DSQ' : '–')}</td>
      <th scope="row">
        {medal && (
          <span class={`medal ${medal}`} role="img" aria-label={words().award[medal]} title={words().award[medal]}>
            {MEDALS.indexOf(medal) + 1}
          </span>
        )}
        <bdi>{team.name}</bdi>
        {team.organization && (
          <small>
            <bdi>{team.organization}</bdi>
          </small>
        )}
      </th>
      <td class="number">{scoring.points ? points(team.score ?? 0) : team.solved}</td>
      {scoring.timed && <td class="number">{team.penalty === null ? '' : spellTime(team.penalty, scoring.seconds)}</td>}
      {team.problems.map((cell) => (
        <td key={cell.label} class={cell.solved ? 'number good' : 'number'} title={cell.tries ? words().tries(cell.tries) : ''}>
          {cell.score !== null ? points(cell.score) : cell.solved ? `✓ ${cell.time === null ? '' : spellTime(cell.time, scoring.seconds)}` : cell.tries ? `−${cell.tries}` : ''}
        </td>
      ))}
    </tr>
  )
}
