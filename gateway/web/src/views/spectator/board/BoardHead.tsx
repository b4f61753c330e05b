import type { CountedProblem } from '../../../live/time.ts'
import { number } from '../../../parts/format.ts'
import type { Scoring } from './scoring.ts'
import { words } from './words.ts'

export function BoardHead({ problems, scoring }: { problems: readonly CountedProblem[]; scoring: Scoring }) {
  return (
    <div class="head" role="row" aria-rowindex={1}>
      <span role="columnheader" class="rank">#</span>
      <span role="columnheader" class="team">{words().team}</span>
      <span role="columnheader" class="solved" title={scoring.points ? words().pointsHead : words().solved}>
        <span aria-hidden="true">{scoring.points ? 'Σ' : '='}</span>
        <span class="hidden">{scoring.points ? words().pointsHead : words().solved}</span>
      </span>
      {scoring.timed ? (
        <span role="columnheader" class="penalty" title={scoring.points ? words().time : words().penalty}>
          {words().time}
        </span>
      ) : (
        <span />
      )}
      <span class="cells">
        {problems.map((problem) => (
          <ProblemHead key={problem.id} problem={problem} />
        ))}
      </span>
    </div>
  )
}

/** The letter with its colour, the name where there is room, and how many have solved it. */
function ProblemHead({ problem }: { problem: CountedProblem }) {
  const name = problem.name && problem.name !== problem.label ? problem.name : ''
  return (
    <span role="columnheader" class="problem" title={words().counted(problem.name ?? problem.label, number(problem.solved), number(problem.tried))}>
      <span class="balloon" style={{ background: problem.rgb || 'var(--balloon)' }} aria-hidden="true" />
      <span class="problem-line">
        <b>{problem.label}</b>
        {name && <span class="problem-name">{name}</span>}
        <small>{number(problem.solved)}</small>
      </span>
    </span>
  )
}
