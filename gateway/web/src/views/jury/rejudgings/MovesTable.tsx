import type { Loaded } from '../../../api/loaded.ts'
import type { Moves, Place } from '../../../generated/api.ts'
import { number } from '../../../parts/format.ts'
import { Ready } from '../../../parts/States.tsx'
import { words } from './words.ts'

/** Whose standing would change, and which medals. */
export function MovesTable({ of }: { of: Loaded<Moves | null> }) {
  return (
    <section class="panel">
      <h3>{words().moves}</h3>
      <Ready of={of} rows={3}>
        {(found) =>
          !found ? (
            <p class="desk-note">{words().nothingJudged}</p>
          ) : found.total === 0 ? (
            <p class="desk-note">{words().noMoves}</p>
          ) : (
            <Table found={found} />
          )
        }
      </Ready>
    </section>
  )
}

function Table({ found }: { found: Moves }) {
  return (
    <>
      <p class="desk-note">
        {words().movesTotal(number(found.total), number(found.medals))}{' '}
        {found.moves.length < found.total && words().shownMoves(number(found.moves.length))}
      </p>
      <div class="scroll rejudging-moves" tabIndex={0} role="group" aria-label={words().moves}>
        <table class="data">
          <thead>
            <tr>
              <th scope="col">{words().team}</th>
              <th scope="col">{words().rank}</th>
              <th scope="col">{words().solved}</th>
              <th scope="col">{words().time}</th>
              <th scope="col">{words().medal}</th>
            </tr>
          </thead>
          <tbody>
            {found.moves.map(({ team_id: id, name, before, after }) => (
              <tr key={id}>
                <th scope="row">
                  <bdi>{name}</bdi>
                </th>
                <td>{step(before, after, (place) => (place.rank === null ? '–' : number(place.rank)))}</td>
                <td>{step(before, after, (place) => number(place.score ?? place.solved, 2))}</td>
                <td>{step(before, after, (place) => number(place.time))}</td>
                <td>{before.medal || after.medal ? <b>{step(before, after, medal)}</b> : ''}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  )
}

/** What changes as `3 → 1`, else what stays. */
function step(before: Place, after: Place, show: (place: Place) => string): string {
  const [from, to] = [show(before), show(after)]
  return from === to ? to : words().fromTo(from, to)
}

function medal(place: Place): string {
  return words().medals[place.medal] ?? words().noMedal
}
