import type { BoardSource } from '../../../store/contest.ts'
import type { CountedProblem } from '../../../live/time.ts'
import { number } from '../../../parts/format.ts'
import { spellTime, type Scoring } from './scoring.ts'
import { words } from './words.ts'

/** Of each problem: how many have solved and tried it, and who was first. */
export function Summary({ live, problems, scoring }: { live: BoardSource; problems: readonly CountedProblem[]; scoring: Scoring }) {
  void live.version.value // who was first comes with the rows
  return (
    <div class="sums" role="row">
      <span role="rowheader" class="team">
        <span>{words().summary}</span>
        <small>{words().summaryFirst}</small>
      </span>
      <span class="cells">
        {problems.map((problem, place) => {
          const first = live.board.firsts.get(place)
          const team = first && live.teams.value.get(first.n)?.name
          const at = first ? spellTime(first.time, scoring.seconds) : ''
          return (
            <span
              key={problem.id}
              role="gridcell"
              class="sum"
              title={words().summaryOf(problem.label, number(problem.solved), number(problem.tried), team ?? '', at)}
            >
              <span>
                {number(problem.solved)}
                <span class="of">/{number(problem.tried)}</span>
              </span>
              <small>{first ? `★ ${at}` : '–'}</small>
            </span>
          )
        })}
      </span>
    </div>
  )
}
