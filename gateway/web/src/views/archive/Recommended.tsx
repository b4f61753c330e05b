import { call } from '../../api/client.ts'
import { useLoaded } from '../../api/loaded.ts'
import { Ready } from '../../parts/States.tsx'
import type { RecommendedProblem } from '../../generated/api.ts'
import { words } from './words.ts'

const MOST = 5

/** Problems to solve next, and why. */
export function Recommended() {
  const loaded = useLoaded((signal) => call('GET /problems/recommendations', { query: { limit: MOST }, signal }), [])
  return (
    <aside class="panel recommended" aria-labelledby="recommended">
      <h2 id="recommended">{words().next}</h2>
      <Ready of={loaded} rows={3}>
        {({ problems }) =>
          problems.length === 0 ? (
            <p class="hint">{words().nothingNext}</p>
          ) : (
            <ol>
              {problems.map((problem) => (
                <li key={problem.id}>
                  <a href={`/problems/${encodeURIComponent(problem.id)}`}>{problem.title}</a>{' '}
                  <span class={`level ${problem.difficulty}`}>{words().difficulties[problem.difficulty]}</span>
                  <small class="hint">{reason(problem)}</small>
                </li>
              ))}
            </ol>
          )
        }
      </Ready>
    </aside>
  )
}

function reason({ because_of, because_of_tags }: RecommendedProblem): string {
  if (because_of.length > 0) return words().because(because_of.join(', '))
  return because_of_tags.length > 0 ? words().becauseTags(because_of_tags.join(', ')) : words().near
}
