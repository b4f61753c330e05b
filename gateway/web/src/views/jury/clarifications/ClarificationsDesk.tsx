import type { Clarification } from '../../../generated/api.ts'
import { fromNow, number } from '../../../parts/format.ts'
import { useKeys } from '../../../parts/keys.ts'
import { useNow } from '../../../parts/now.ts'
import { useQuery } from '../../../parts/query.ts'
import { Empty, Ready } from '../../../parts/States.tsx'
import { useTitle } from '../../../parts/title.ts'
import { useContest } from '../../../store/access.ts'
import { Filters, ProblemChoice, TeamChoice } from '../desk/Filters.tsx'
import { ProblemOf } from '../desk/names.tsx'
import { neighbour } from '../desk/rows.ts'
import { CannedDialog } from './Canned.tsx'
import { MessageDialog } from './Message.tsx'
import { Opened } from './Opened.tsx'
import { QUEUES, queueOf, sorted, type Queue } from './queues.ts'
import { useClarifications } from './useClarifications.ts'
import { words } from './words.ts'
import '../desk/desk.css'
import './clarifications.css'

const AGE_MS = 15_000

/** Questions of teams in their queues, and the one that is open beside them. */
export default function ClarificationsDesk() {
  const { access } = useContest()
  const [query, change] = useQuery()
  const me = access.user?.name ?? ''
  const found = useClarifications({ ...(query['problem'] && { problem: query['problem'] }), ...(query['team'] && { team: query['team'] }) })
  const all = found.value?.all ?? []
  const queues = sorted(all, me)
  const opened = all.find((each) => each.id === query['id'])
  const queue = QUEUES.find((each) => each === query['queue']) ?? (opened ? queueOf(opened, me) : 'open')
  const shown = queues[queue]
  const open = (id: string) => change({ id, queue })
  const step = (by: 1 | -1) => {
    const next = neighbour(shown.map((each) => each.id), query['id'] ?? null, 0, by)
    if (next) open(next)
  }
  useTitle(queues.open.length > 0 ? `(${number(queues.open.length)}) ${words().title}` : words().title)
  useKeys(
    [
      { key: 'j', does: words().questions + ' ↓', act: () => step(1) },
      { key: 'k', does: words().questions + ' ↑', act: () => step(-1) },
      { key: 'm', does: words().keys.message, act: () => change({ message: 'new' }) },
      ...QUEUES.map((each, n) => ({ key: String(n + 1), does: words().keys.queue(words().queues[each]), act: () => change({ queue: each, id: '' }) })),
    ],
    [words(), shown, query['id'], queue],
  )
  return (
    <section class="desk">
      <div class="desk-head">
        <h2>{words().title}</h2>
        <div class="desk-acts">
          <button type="button" onClick={() => change({ canned: 'open' })}>
            {words().manage}
          </button>
          <button type="button" onClick={() => change({ message: 'new' })}>
            {words().message}
          </button>
        </div>
      </div>
      <Filters onClear={query['problem'] || query['team'] ? () => change({ problem: '', team: '' }) : undefined}>
        <ProblemChoice value={query['problem']} onChange={(problem) => change({ problem })} />
        <TeamChoice value={query['team']} onChange={(team) => change({ team })} />
      </Filters>
      <QueueTabs queues={queues} queue={queue} onChoose={(each) => change({ queue: each, id: '' })} />
      <div class={`clarification-parts ${opened ? 'open' : ''}`}>
        <Ready of={found}>
          {({ more }) => (
            <div>
              {shown.length === 0 ? <Empty>{words().empty[queue]}</Empty> : <List shown={shown} opened={query['id']} onOpen={open} />}
              {queue === 'answered' && more && (
                <button type="button" onClick={() => void found.more()}>
                  {words().more}
                </button>
              )}
            </div>
          )}
        </Ready>
        {opened ? <Opened key={opened.id} of={opened} me={me} reload={found.reload} /> : <p class="empty clarification-choose">{words().choose}</p>}
      </div>
      {query['message'] && <MessageDialog team={query['message']} onClose={() => change({ message: '' })} onSent={found.reload} />}
      {query['canned'] && <CannedDialog onClose={() => change({ canned: '' })} />}
    </section>
  )
}

function QueueTabs({ queues, queue, onChoose }: { queues: Record<Queue, Clarification[]>; queue: Queue; onChoose: (queue: Queue) => void }) {
  return (
    <div class="clarification-queues" role="group" aria-label={words().queuesLabel}>
      {QUEUES.map((each) => (
        <button key={each} type="button" aria-pressed={each === queue} onClick={() => onChoose(each)}>
          {words().queues[each]} <span class="clarification-count">{number(queues[each].length)}</span>
        </button>
      ))}
      <span class="hidden" role="status">
        {words().waiting(number(queues.open.length))}
      </span>
    </div>
  )
}

function List({ shown, opened, onOpen }: { shown: readonly Clarification[]; opened: string | undefined; onOpen: (id: string) => void }) {
  const now = useNow(AGE_MS)
  return (
    <ul class="clarification-list" aria-label={words().questions}>
      {shown.map((each) => (
        <li key={each.id}>
          <button type="button" aria-current={each.id === opened || undefined} onClick={() => onOpen(each.id)}>
            <span class="clarification-line">
              {each.problem_id ? <ProblemOf id={each.problem_id} /> : <b>{words().general}</b>}
              <bdi class="clarification-team">{each.team_name}</bdi>
              <time dateTime={each.asked_at}>{fromNow(each.asked_at, now)}</time>
            </span>
            <span class="clarification-start">{each.question || each.answer}</span>
            {each.state === 'claimed' && each.claimed_by && <span class="badge final">{words().claimedBy(each.claimed_by)}</span>}
            {each.state === 'answered' && each.to_all && <span class="badge">{words().toAll}</span>}
          </button>
        </li>
      ))}
    </ul>
  )
}
