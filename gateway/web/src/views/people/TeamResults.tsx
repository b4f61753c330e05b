import { call } from '../../api/client.ts'
import { useLoaded } from '../../api/loaded.ts'
import { date, number } from '../../parts/format.ts'
import { Scroll } from '../../parts/Scroll.tsx'
import { Ready } from '../../parts/States.tsx'
import type { TeamResultLine } from '../../generated/api.ts'
import { words } from './words.ts'

/** What a team has reached, where its members show it. */
export function TeamResults({ team }: { team: string }) {
  const loaded = useLoaded((signal) => call('GET /teams/{team}/statistics', { path: { team }, signal }), [team])
  const hidden = loaded.error?.status === 403 || loaded.error?.status === 404
  return (
    <section class="panel" aria-labelledby="results">
      <h2 id="results">{words().results}</h2>
      {hidden ? (
        <p class="hint">{words().hiddenStatistics}</p>
      ) : (
        <Ready of={loaded} rows={2}>
          {({ contests, best_place, solved, submissions, accepted, results }) => (
            <>
              <dl class="numbers">
                <Number label={words().contests} value={contests} />
                <Number label={words().bestPlace} value={best_place} />
                <Number label={words().solvedCount} value={solved} />
                <Number label={words().submissions} value={submissions} />
                <Number label={words().accepted} value={accepted} />
              </dl>
              {results.length === 0 ? <p class="hint">{words().noResults}</p> : <Lines of={results} />}
            </>
          )}
        </Ready>
      )}
    </section>
  )
}

function Number({ label, value }: { label: string; value: number | null }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{value === null ? '–' : number(value)}</dd>
    </div>
  )
}

function Lines({ of }: { of: TeamResultLine[] }) {
  return (
    <Scroll label={words().results}>
      <table class="data">
        <thead>
          <tr>
            <th scope="col">{words().contest}</th>
            <th scope="col">{words().date}</th>
            <th scope="col">{words().place}</th>
            <th scope="col" class="number">
              {words().solvedCount}
            </th>
          </tr>
        </thead>
        <tbody>
          {of.map((line) => (
            <tr key={line.contest_id}>
              <td>
                <a href={`/contests/${encodeURIComponent(line.contest_id)}`}>{line.name}</a>
              </td>
              <td>{date(line.ended_at)}</td>
              <td>{line.place === null ? words().noPlace : words().placeOf(number(line.place), number(line.teams))}</td>
              <td class="number">{line.solved === null ? `${words().score}: ${line.score === null ? '–' : number(line.score, 2)}` : number(line.solved)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  )
}
