// A problem outside of contests: /problems/:problem.
import { call } from '../../../api/client.ts'
import { useLoaded } from '../../../api/loaded.ts'
import { user } from '../../../api/session.ts'
import type { Problem } from '../../../generated/api.ts'
import { language as ofPage } from '../../../parts/language.ts'
import { number } from '../../../parts/format.ts'
import { useQuery } from '../../../parts/query.ts'
import { Ready } from '../../../parts/States.tsx'
import { usePageTitle } from '../../../parts/title.ts'
import { attempt } from '../../../parts/toasts.tsx'
import { useReturn } from '../../../parts/useReturn.ts'
import { Statistics } from './Statistics.tsx'
import { Workbench } from './Workbench.tsx'
import { words } from './words.ts'

export default function PracticeProblem({ problem = '' }: { problem?: string }) {
  const [query] = useQuery()
  const wanted = query['lang'] ?? ofPage.value
  const loaded = useLoaded((signal) => call('GET /problems/{problem}', { path: { problem }, query: { language: wanted }, signal }), [problem, wanted])
  useReturn(loaded.reload)
  usePageTitle(loaded.value?.title ?? '')
  return (
    <main class="practice">
      <Ready of={loaded} rows={10}>
        {(found) => (
          <Workbench
            key={found.id}
            place={{ problem: found, contest: null, label: '', rgb: undefined, team: user.value?.id ?? null, maySubmit: user.value !== null, mayRun: user.value !== null, over: false }}
          >
            <Marks problem={found} />
          </Workbench>
        )}
      </Ready>
    </main>
  )
}

/** Difficulty, tags, whether one has solved it, likes, statistics. */
function Marks({ problem }: { problem: Problem }) {
  const [query, setQuery] = useQuery()
  const known = user.value !== null
  const marks = useLoaded(
    async (signal) => (known ? (await call('GET /problems/own-marks', { query: { ids: problem.id }, signal })).marks[0] : undefined),
    [problem.id, known],
  )
  const mark = marks.value
  const likes = mark?.likes ?? problem.likes
  const like = () =>
    attempt(async () => {
      await call(mark?.liked ? 'DELETE /problems/{problem}/like' : 'PUT /problems/{problem}/like', { path: { problem: problem.id } })
      await marks.reload()
    })
  return (
    <div class="marks">
      {!problem.published && <span class="badge">{words().draftProblem}</span>}
      <span class="badge">{words().difficulty[problem.difficulty] ?? problem.difficulty}</span>
      {problem.tags.map((tag) => (
        <a key={tag} class="tag" href={`/problems?tags=${encodeURIComponent(tag)}`}>
          {tag}
        </a>
      ))}
      {mark?.mark === 'solved' && <span class="verdict good">✓ {words().solved}</span>}
      {mark?.mark === 'tried' && <span class="verdict bad">✗ {words().tried}</span>}
      <button type="button" class="plain" aria-pressed={mark?.liked ?? false} disabled={!known} onClick={() => void like()}>
        {mark?.liked ? '♥' : '♡'} {mark?.liked ? words().liked(number(likes)) : words().like(number(likes))}
      </button>
      <button type="button" class="plain" onClick={() => setQuery({ statistics: '1' }, true)}>
        {words().statistics}
      </button>
      {query['statistics'] && <Statistics problem={problem} onClose={() => setQuery({ statistics: '' })} />}
    </div>
  )
}
