import { spell, type CountedProblem } from '../../../live/time.ts'
import { number } from '../../../parts/format.ts'
import { ProblemMark } from '../../../parts/ProblemMark.tsx'
import type { OwnState } from './state.ts'
import { words } from './words.ts'

export function problemAddress(contest: string, label: string): string {
  return `/contests/${encodeURIComponent(contest)}/problems/${encodeURIComponent(label)}`
}

/** The state in words: `solved, 2 tries, at 1:03:20`. */
export function stateLine(state: OwnState): string {
  const parts: string[] = [words().state[state.kind]]
  if (state.score !== null && state.kind !== 'none') parts.push(words().points(number(state.score, 2)))
  if (state.tries > 0) parts.push(words().tries(state.tries))
  if (state.at !== null) parts.push(words().atTime(spell(state.at)))
  return parts.join(', ')
}

/** The state by a sign, as on the board. */
export function Sign({ state }: { state: OwnState }) {
  const sign = { solved: state.first ? '★' : '✓', partial: '◐', pending: '?', tried: '✗', none: '·' }[state.kind]
  return <span aria-hidden="true">{sign}</span>
}

/** Problems with their names, how one stands, and how many have solved them. */
export function ProblemList({ contest, problems, states }: { contest: string; problems: readonly CountedProblem[]; states: readonly OwnState[] }) {
  return (
    <table class="data problem-list">
      <tbody>
        {problems.map((problem, place) => {
          const state = states[place]!
          return (
            <tr key={problem.id} class={state.kind}>
              <td>
                <span class={`chip ${state.kind}`}>
                  <Sign state={state} />
                </span>
              </td>
              <th scope="row">
                <a href={problemAddress(contest, problem.label)}>
                  <ProblemMark label={problem.label} rgb={problem.rgb} /> {problem.name}
                </a>
                <small>{stateLine(state)}</small>
              </th>
              <td class="number" title={words().solvedByTitle}>
                <span class="long">{problem.tried > 0 ? words().solvedBy(number(problem.solved), number(problem.tried)) : words().untried}</span>
                <span class="short" aria-hidden="true">
                  {problem.tried > 0 ? `${number(problem.solved)} / ${number(problem.tried)}` : '–'}
                </span>
              </td>
            </tr>
          )
        })}
      </tbody>
    </table>
  )
}
