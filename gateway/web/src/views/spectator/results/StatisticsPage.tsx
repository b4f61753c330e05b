// What was submitted in a contest, in numbers: by problem, verdict and language.
import { useEffect, useRef } from 'preact/hooks'
import { call } from '../../../api/client.ts'
import { useLoaded } from '../../../api/loaded.ts'
import type { Counts } from '../../../generated/api.ts'
import { problemsOf, spell, type CountedProblem } from '../../../live/time.ts'
import { Scroll } from '../../../parts/Scroll.tsx'
import { number, percent } from '../../../parts/format.ts'
import { ProblemMark } from '../../../parts/ProblemMark.tsx'
import { Problem, Skeleton } from '../../../parts/States.tsx'
import { useTitle } from '../../../parts/title.ts'
import { verdictWords } from '../../../parts/Verdict.tsx'
import { useContest } from '../../../store/access.ts'
import { words } from './words.ts'
import './results.css'

/** Counts of the platform are up to 5 s old: asking more often brings nothing. */
const AGAIN_MS = 6000

export default function StatisticsPage() {
  const { id, store, access } = useContest()
  useTitle(words().statistics)
  const audience = access.jury ? ('jury' as const) : ('public' as const)
  const loaded = useLoaded((signal) => call('GET /contests/{contest}/statistics', { path: { contest: id }, query: { audience }, signal }), [id, audience])
  const clock = store.clock.value
  useSparing(loaded.reload, `${clock?.submissions} ${clock?.pending} ${clock?.thawed}`)
  const problems = problemsOf(clock)
  const elsewhere = loaded.error?.status === 409
  const counts = new Map(loaded.value?.problems.map((problem) => [problem.problem_id, problem.counts]))
  return (
    <div class="statistics">
      <h2>{words().statistics}</h2>
      {elsewhere && <p class="note">{words().elsewhere}</p>}
      {loaded.error && !elsewhere && <Problem error={loaded.error} again={loaded.reload} />}
      {!loaded.value && !loaded.error && <Skeleton rows={8} />}
      {loaded.value?.frozen && <p class="note">❄ {words().frozen}</p>}
      {loaded.value && <Totals counts={loaded.value.total} />}
      {problems.length > 0 && <ByProblem problems={problems} counts={counts} detailed={loaded.value !== undefined} />}
      {loaded.value && <Languages counts={loaded.value.total} />}
    </div>
  )
}

/** Does it again when `news` is another, but not too often. */
function useSparing(what: () => Promise<void>, news: string): void {
  const last = useRef(0)
  const latest = useRef(what)
  latest.current = what
  useEffect(() => {
    const wait = Math.max(0, last.current + AGAIN_MS - Date.now())
    const timer = setTimeout(() => {
      last.current = Date.now()
      void latest.current()
    }, wait)
    return () => clearTimeout(timer)
  }, [news])
}

function Totals({ counts }: { counts: Counts }) {
  const facts = [
    [words().submissions, counts.submissions],
    [words().accepted, counts.accepted],
    [words().pending, counts.pending],
    [words().teamsTried, counts.teams_tried],
    [words().teamsSolved, counts.teams_solved],
  ] as const
  return (
    <dl class="totals">
      {facts.map(([name, value]) => (
        <div key={name} class="panel">
          <dt>{name}</dt>
          <dd>{number(value)}</dd>
        </div>
      ))}
    </dl>
  )
}

interface ByProblemProps {
  problems: readonly CountedProblem[]
  counts: ReadonlyMap<string, Counts>
  detailed: boolean
}

function ByProblem({ problems, counts, detailed }: ByProblemProps) {
  return (
    <Scroll label={words().statistics}>
      <table class="data">
        <thead>
          <tr>
            <th scope="col">{words().problem}</th>
            <th scope="col">{words().teamsSolved}</th>
            {detailed && (
              <>
                <th scope="col" class="number">{words().firstSolved}</th>
                <th scope="col" class="number">{words().submissions}</th>
                <th scope="col">{words().verdicts}</th>
              </>
            )}
          </tr>
        </thead>
        <tbody>
          {problems.map((problem) => {
            const each = counts.get(problem.id)
            return (
              <tr key={problem.id}>
                <th scope="row">
                  <ProblemMark label={problem.label} rgb={problem.rgb} /> {problem.name}
                </th>
                <td>
                  <meter min={0} max={Math.max(1, problem.tried)} value={problem.solved} aria-label={words().teamsSolved} />
                  <small>{words().solvedOf(number(problem.solved), number(problem.tried))}</small>
                </td>
                {detailed && (
                  <>
                    <td class="number">{each?.first_solved_ms === null || !each ? '–' : spell(each.first_solved_ms)}</td>
                    <td class="number">{number(each?.submissions ?? 0)}</td>
                    <td>{each && <Verdicts counts={each} />}</td>
                  </>
                )}
              </tr>
            )
          })}
        </tbody>
      </table>
    </Scroll>
  )
}

/** A bar in parts, each named: by its length, and in words. */
function Verdicts({ counts }: { counts: Counts }) {
  if (counts.submissions === 0) return <>–</>
  const parts = [...counts.verdicts.map(({ name, submissions }) => [name, verdictWords(name), submissions] as const), ['pending', words().pending, counts.pending] as const]
  const shown = parts.filter(([, , count]) => count > 0)
  return (
    <>
      <div class="verdict-bar" aria-hidden="true">
        {shown.map(([verdict, name, count]) => (
          <span key={verdict} class={verdict} style={{ flexGrow: count }} title={`${name}: ${number(count)}`} />
        ))}
      </div>
      <small>{shown.map(([, name, count]) => `${name} ${number(count)}`).join(' · ')}</small>
    </>
  )
}

function Languages({ counts }: { counts: Counts }) {
  if (counts.languages.length === 0) return null
  return (
    <section>
      <h3>{words().languages}</h3>
      <table class="data languages">
        <thead>
          <tr>
            <th scope="col">{words().language}</th>
            <th scope="col" class="number">{words().submissions}</th>
            <th scope="col" class="number">{words().share}</th>
          </tr>
        </thead>
        <tbody>
          {counts.languages.map(({ name, submissions }) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td class="number">{number(submissions)}</td>
              <td class="number">{percent(submissions / Math.max(1, counts.submissions))}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
