// The own row, always in view: rank, what is solved, the problems as chips, the time that is left.
import type { ComponentChildren } from 'preact'
import type { CountedProblem } from '../../../live/time.ts'
import { number } from '../../../parts/format.ts'
import type { Line, Standing } from './standing.ts'
import type { OwnState } from './state.ts'
import { problemAddress, Sign, stateLine } from './ProblemList.tsx'
import { words } from './words.ts'

interface OwnRowProps {
  contest: string
  name: string
  standing: Standing | null
  problems: readonly CountedProblem[]
  states: readonly OwnState[]
  frozen: boolean
  /** The time that is left. */
  children: ComponentChildren
}

export function OwnRow({ contest, name, standing, problems, states, frozen, children }: OwnRowProps) {
  return (
    <section class="own-row" aria-label={words().ownRow}>
      <div class="figures">
        <strong class="name">
          <bdi>{name}</bdi>
        </strong>
        <Figure label={words().rank} of={standing ? ` / ${number(standing.total)}` : ''}>
          {standing?.own.rank ?? '–'}
          {frozen && <span title={words().frozenRow}> ❄</span>}
        </Figure>
        <Result line={standing?.own} />
        <Figure label={words().timeLeft} class="left">
          {children}
        </Figure>
      </div>
      <ul class="chips">
        {problems.map((problem, place) => (
          <li key={problem.id}>
            <a class={`chip ${states[place]?.kind}`} href={problemAddress(contest, problem.label)} aria-label={`${problem.label}: ${stateLine(states[place]!)}`}>
              {problem.label} <Sign state={states[place]!} />
            </a>
          </li>
        ))}
      </ul>
      {frozen && <p class="frozen-hint">{words().frozenRow}</p>}
    </section>
  )
}

function Result({ line }: { line: Line | undefined }) {
  if (line?.score !== undefined && line.score !== null) return <Figure label={words().score}>{number(line.score, 2)}</Figure>
  return (
    <>
      <Figure label={words().solved}>{line?.solved ?? '–'}</Figure>
      <Figure label={words().penalty}>{line ? number(line.time) : '–'}</Figure>
    </>
  )
}

function Figure({ label, of = '', class: kind = '', children }: { label: string; of?: string; class?: string; children: ComponentChildren }) {
  return (
    <span class={`figure ${kind}`}>
      <small>{label}</small>{' '}
      <b>
        {children}
        {of && <span class="of">{of}</span>}
      </b>
    </span>
  )
}

/** The rows above and below the own one. */
export function Around({ standing }: { standing: Standing | null }) {
  if (!standing) return <p class="hint">{words().noRank}</p>
  return (
    <table class="data around">
      <thead>
        <tr>
          <th class="number">#</th>
          <th>{words().team}</th>
          <th class="number">{standing.own.score === null ? words().solved : words().score}</th>
          {standing.own.score === null && <th class="number">{words().penalty}</th>}
        </tr>
      </thead>
      <tbody>
        {standing.around.map((line) => (
          <tr key={line.key} class={line.own ? 'own' : ''} aria-current={line.own ? 'true' : undefined}>
            <td class="number">{line.rank ?? '–'}</td>
            <td class="name">
              <bdi>{line.name}</bdi>
            </td>
            <td class="number">{line.score === null ? line.solved : number(line.score, 2)}</td>
            {standing.own.score === null && <td class="number">{number(line.time)}</td>}
          </tr>
        ))}
      </tbody>
    </table>
  )
}
