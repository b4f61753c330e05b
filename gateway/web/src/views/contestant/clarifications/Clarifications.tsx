// A team's questions to the jury and their answers, live; asking.
import { contestTime, phase, problemsOf } from '../../../live/time.ts'
import { useKeys } from '../../../parts/keys.ts'
import { useNow } from '../../../parts/now.ts'
import { useQuery } from '../../../parts/query.ts'
import { Empty, Problem, Skeleton } from '../../../parts/States.tsx'
import { useTitle } from '../../../parts/title.ts'
import { attempt } from '../../../parts/toasts.tsx'
import { words as common } from '../../../parts/words.ts'
import { useContest } from '../../../store/access.ts'
import { Ask } from './Ask.tsx'
import { Item } from './Item.tsx'
import { useClarifications, type ClarificationStore } from './store.ts'
import { unread } from './unread.ts'
import { tabs } from '../home/tabs.ts'
import { words } from './words.ts'
import './clarifications.css'

export default function Clarifications() {
  const { id, access } = useContest()
  useTitle(tabs().clarifications)
  const store = useClarifications(id, access.team)
  if (!access.known) return <Skeleton />
  if (store) return <Desk store={store} />
  return (
    <Empty>
      {words().outside} <a href={`/contests/${encodeURIComponent(id)}/home`}>{words().toHome}</a>
    </Empty>
  )
}

/** `ask`: the label of a problem, or 1: the form is open. */
function Desk({ store }: { store: ClarificationStore }) {
  const { id, store: contest } = useContest()
  const [query, change] = useQuery()
  const now = useNow(5000)
  const clock = contest.clock.value
  const state = clock && phase(clock, contestTime(clock, now, contest.skew))
  const closed = state === 'before' ? words().notNow.before : state === 'final' ? words().notNow.over : ''
  const { ask = '' } = query
  useKeys([{ key: 'a', does: words().ask, act: () => change({ ask: '1' }, true) }], [words(), query])
  const count = unread.value.get(id) ?? 0
  return (
    <div class="clarifications">
      <header>
        <h2>{words().title}</h2>
        <span role="status">{count > 0 && words().unread(count)}</span>
        {count > 0 && (
          <button type="button" onClick={() => void attempt(() => store.markRead())}>
            {words().markRead}
          </button>
        )}
        {!ask && !closed && (
          <button type="button" class="primary" onClick={() => change({ ask: '1' }, true)}>
            {words().ask}
          </button>
        )}
      </header>
      {closed && <p class="hint">{closed}</p>}
      {ask && !closed && (
        <section class="panel" aria-label={words().ask}>
          <Ask
            contest={id}
            problems={problemsOf(clock)}
            about={ask}
            onSent={() => {
              change({ ask: '' })
              return store.reload()
            }}
            onCancel={() => change({ ask: '' })}
          />
        </section>
      )}
      <List store={store} />
    </div>
  )
}

function List({ store }: { store: ClarificationStore }) {
  const [query, change] = useQuery()
  const { store: contest } = useContest()
  const list = store.list.value
  const error = store.error.value
  const problems = problemsOf(contest.clock.value)
  if (!list) return error ? <Problem error={error} again={() => store.reload()} /> : <Skeleton rows={4} />
  if (list.length === 0) {
    return (
      <Empty>
        {words().none} {words().noneHint}
      </Empty>
    )
  }
  const { state = '', problem = '' } = query
  const about = problems.find((each) => each.label === problem)?.id
  const shown = list
    .filter((each) => !state || (each.state === 'answered') === (state === 'answered'))
    .filter((each) => !problem || each.problem_id === about)
  return (
    <>
      {list.length > 3 && (
        <form class="filters" role="search" aria-label={words().filters}>
          <select aria-label={words().show} value={state} onChange={(event) => change({ state: event.currentTarget.value })}>
            <option value="">{words().all}</option>
            <option value="open">{words().openOnes}</option>
            <option value="answered">{words().answeredOnes}</option>
          </select>
          <select aria-label={words().about} value={problem} onChange={(event) => change({ problem: event.currentTarget.value })}>
            <option value="">{words().allProblems}</option>
            {problems.map(({ label, name }) => (
              <option key={label} value={label}>
                {label} {name}
              </option>
            ))}
          </select>
        </form>
      )}
      {shown.length === 0 && <Empty>{words().noneFits}</Empty>}
      {shown.map((each) => (
        <Item key={each.id} of={each} problems={problems} />
      ))}
      {store.next.value && (
        <button type="button" onClick={() => void attempt(() => store.more())}>
          {common().more}
        </button>
      )}
    </>
  )
}
