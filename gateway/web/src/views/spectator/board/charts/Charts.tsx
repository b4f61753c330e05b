// Rank or score of some teams over the contest: told apart by colour, dashes and the name at the line's end.
import type { ContestStore } from '../../../../store/contest.ts'
import { number } from '../../../../parts/format.ts'
import { Problem, Skeleton } from '../../../../parts/States.tsx'
import type { Lines } from '../lines.ts'
import { scoringOf } from '../scoring.ts'
import { Chart, type Drawn } from './Chart.tsx'
import { valueOf, type Kind } from './layout.ts'
import { useHistories } from './useHistories.ts'
import { words } from './words.ts'
import './charts.css'

const FIRST = 5

interface ChartsProps {
  store: ContestStore
  lines: Lines
  teams: readonly number[]
  kind: Kind
  change: (kind: Kind | '') => void
}

export default function Charts({ store, lines, teams, kind, change }: ChartsProps) {
  const chosen = teams.length > 0 ? teams : Array.from({ length: Math.min(FIRST, lines.count) }, (_, place) => lines.at(place)?.n ?? -1).filter((n) => n >= 0)
  const course = useHistories(store, chosen, lines)
  const settings = store.clock.value?.settings
  if (!settings) return <Skeleton rows={5} />
  const scoreName = words().score[scoringOf(settings).points ? 'points' : 'solved']
  const drawn = chosen.map((n): Drawn => ({ n, name: store.teams.value.get(n)?.name ?? '…', points: course.lines.get(n) ?? [] }))
  const frozen = settings.freeze !== null && !store.clock.value?.thawed && store.audience === 'public' ? settings.freeze / 1000 : null
  return (
    <section class="charts panel" aria-label={words().title}>
      <header>
        <h3>{words().title}</h3>
        <div role="group" aria-label={words().kind}>
          {(['rank', 'score'] as const).map((each) => (
            <button key={each} type="button" aria-pressed={kind === each} onClick={() => change(each)}>
              {each === 'rank' ? words().rank : scoreName}
            </button>
          ))}
        </div>
        <button type="button" class="plain" aria-label={words().close} onClick={() => change('')}>
          ×
        </button>
      </header>
      {course.error && <Problem error={course.error} />}
      <Chart kind={kind} drawn={drawn} duration={settings.duration / 1000} frozen={frozen} scoreName={scoreName} />
      <p class="note">{course.onlyNow ? words().onlyNow : words().hint}</p>
      <details>
        <summary>{words().asTable}</summary>
        <Table kind={kind} drawn={drawn} />
      </details>
    </section>
  )
}

function Table({ kind, drawn }: { kind: Kind; drawn: readonly Drawn[] }) {
  return (
    <table class="data">
      <thead>
        <tr>
          <th scope="col">{words().team}</th>
          <th scope="col" class="number">{words().now}</th>
          <th scope="col" class="number">{words().best}</th>
          <th scope="col" class="number">{words().worst}</th>
        </tr>
      </thead>
      <tbody>
        {drawn.map(({ n, name, points }) => {
          const values = points.map((point) => valueOf(kind, point)).filter((value) => kind === 'score' || value > 0)
          const [least, most] = [Math.min(...values), Math.max(...values)]
          const shown = (value: number | undefined) => (value === undefined || !Number.isFinite(value) ? '–' : number(value, 2))
          return (
            <tr key={n}>
              <th scope="row">{name}</th>
              <td class="number">{shown(values[values.length - 1])}</td>
              <td class="number">{shown(kind === 'rank' ? least : most)}</td>
              <td class="number">{shown(kind === 'rank' ? most : least)}</td>
            </tr>
          )
        })}
      </tbody>
    </table>
  )
}
