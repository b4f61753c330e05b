import { problemsOf } from '../../../live/time.ts'
import { TeamCard } from '../reveal/TeamCard.tsx'
import { CellMark, numberOf, type PartProps } from './parts.tsx'

/** The card of a team that is named, or of who stands at a place now. */
export function SoleTeam({ store, options }: PartProps) {
  void store.version.value
  const n = options.team ? numberOf(store, options.team) : store.board.at(options.rank - 1)?.n
  const row = n === undefined ? undefined : store.board.rows.get(n)
  if (!row) return null
  const cells = new Map(row[4].map((cell) => [cell[0], cell]))
  const problems = problemsOf(store.clock.value)
  return (
    <div class="overlay-team" style={{ '--problems': problems.length }}>
      <TeamCard key={row[0]} source={store} row={row} settled={store.clock.value?.final ?? false} />
      <div class="overlay-cells">
        {problems.map((problem, number) => (
          <CellMark key={problem.id} label={problem.label} cell={cells.get(number)} />
        ))}
      </div>
    </div>
  )
}
