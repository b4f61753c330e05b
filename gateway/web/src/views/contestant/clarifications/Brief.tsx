import type { CountedProblem } from '../../../live/time.ts'
import { Problem, Skeleton } from '../../../parts/States.tsx'
import { attempt } from '../../../parts/toasts.tsx'
import { Item } from './Item.tsx'
import type { ClarificationStore } from './store.ts'
import { unread } from './unread.ts'
import { words } from './words.ts'
import './clarifications.css'

const SHOWN = 4

/** The newest questions and answers, for the contest home. */
export function Brief({ contest, store, problems }: { contest: string; store: ClarificationStore; problems: readonly CountedProblem[] }) {
  const list = store.list.value
  const error = store.error.value
  const count = unread.value.get(contest) ?? 0
  const path = `/contests/${encodeURIComponent(contest)}/clarifications`
  if (!list) return error ? <Problem error={error} again={() => store.reload()} /> : <Skeleton rows={2} />
  return (
    <div class="brief">
      {list.length === 0 && <p class="hint">{words().noneHint}</p>}
      {list.slice(0, SHOWN).map((each) => (
        <Item key={each.id} of={each} problems={problems} />
      ))}
      <p class="acts">
        <a class="button" href={`${path}?ask=1`}>
          {words().ask}
        </a>
        {count > 0 && (
          <button type="button" onClick={() => void attempt(() => store.markRead())}>
            {words().markRead}
          </button>
        )}
        {list.length > 0 && <a href={path}>{words().seeAll}</a>}
      </p>
    </div>
  )
}
