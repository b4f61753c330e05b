import { call } from '../../api/client.ts'
import { useLoaded } from '../../api/loaded.ts'
import { date, number } from '../../parts/format.ts'
import { Ready } from '../../parts/States.tsx'
import type { RatingChange } from '../../generated/api.ts'
import { chart } from './chart.ts'
import { words } from './words.ts'

const BOX = { width: 640, height: 240, left: 48, right: 16, top: 14, bottom: 14 }

/** What rated contests have made of a rating: a graph, and the numbers beside it. */
export function Ratings({ user }: { user: string }) {
  const loaded = useLoaded((signal) => call('GET /users/{user}/ratings', { path: { user }, signal }), [user])
  return (
    <section class="panel" aria-labelledby="ratings">
      <h2 id="ratings">{words().ratingHistory}</h2>
      <Ready of={loaded} rows={3}>
        {({ changes }) =>
          changes.length === 0 ? (
            <p class="hint">{words().noRating}</p>
          ) : (
            <div class="pair rating">
              <Graph changes={[...changes].reverse()} />
              <Table changes={changes} />
            </div>
          )
        }
      </Ready>
    </section>
  )
}

function Graph({ changes }: { changes: RatingChange[] }) {
  const begin = changes[0]!.before
  const { points, ticks } = chart([begin, ...changes.map((change) => change.after)], BOX)
  return (
    <svg class="graph" viewBox={`0 0 ${BOX.width} ${BOX.height}`} role="img" aria-label={words().ratingGraph}>
      {ticks.map((tick) => (
        <g key={tick.value}>
          <line x1={BOX.left} x2={BOX.width - BOX.right} y1={tick.y} y2={tick.y} />
          <text x={BOX.left - 8} y={tick.y} text-anchor="end" dominant-baseline="middle">
            {number(tick.value)}
          </text>
        </g>
      ))}
      <polyline points={points.map(({ x, y }) => `${x},${y}`).join(' ')} />
      {points.map(({ x, y }, index) => (
        <circle key={index} cx={x} cy={y} r="4">
          {index > 0 && <title>{`${changes[index - 1]!.contest_id}: ${number(changes[index - 1]!.after)}`}</title>}
        </circle>
      ))}
    </svg>
  )
}

function Table({ changes }: { changes: RatingChange[] }) {
  return (
    <div class="scroll tall" tabIndex={0} role="group" aria-labelledby="ratings">
      <table class="data">
        <thead>
          <tr>
            <th scope="col">{words().contest}</th>
            <th scope="col">{words().date}</th>
            <th scope="col" class="number">
              {words().place}
            </th>
            <th scope="col" class="number">
              {words().change}
            </th>
            <th scope="col" class="number">
              {words().rating}
            </th>
          </tr>
        </thead>
        <tbody>
          {changes.map((change) => (
            <tr key={change.contest_id}>
              <td>
                <a href={`/contests/${encodeURIComponent(change.contest_id)}`}>{change.contest_id}</a>
              </td>
              <td>{date(change.rated_at)}</td>
              <td class="number">{number(change.place)}</td>
              <td class="number">{signed(change.after - change.before)}</td>
              <td class="number">
                <b>{number(change.after)}</b>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function signed(value: number): string {
  return value > 0 ? `▲ ${number(value)}` : value < 0 ? `▼ ${number(-value)}` : number(0)
}
