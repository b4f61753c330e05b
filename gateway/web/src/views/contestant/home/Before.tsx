import { dateTime } from '../../../parts/format.ts'
import { useNow } from '../../../parts/now.ts'
import { spell } from '../../../live/time.ts'
import type { Registration } from '../../../generated/api.ts'
import type { Access } from '../../../store/access.ts'
import type { ContestStore } from '../../../store/contest.ts'
import { Leave, Who } from './Outside.tsx'
import { Settings } from './Settings.tsx'
import type { SubmissionStore } from './submissions.ts'
import { words } from './words.ts'

interface BeforeProps {
  registration: Registration
  access: Access
  store: ContestStore
  submissions: SubmissionStore | null
}

/** The contest home of who takes part, before the start. */
export function Before({ registration, access, store, submissions }: BeforeProps) {
  const now = useNow(250)
  const start = store.clock.value?.settings.start ?? null
  return (
    <div class="home-grid">
      <section class="panel countdown" aria-labelledby="before-heading">
        <h2 id="before-heading">{words().notYet}</h2>
        {start !== null && (
          <>
            <p class="big">
              <small>{words().startsIn}</small>
              <span role="timer">{spell(Math.max(0, start - now - store.skew))}</span>
            </p>
            <p>
              <time dateTime={new Date(start).toISOString()}>{dateTime(start)}</time>
            </p>
          </>
        )}
        <p class="hint">{words().notYetHint}</p>
      </section>
      <section class="panel" aria-labelledby="who-heading">
        <h2 id="who-heading">{words().takePart}</h2>
        <Who registration={registration} />
        <Leave registration={registration} access={access} />
      </section>
      <section class="panel" aria-labelledby="settings-heading">
        <h2 id="settings-heading">{words().notifications}</h2>
        <Settings store={store} submissions={submissions} />
      </section>
    </div>
  )
}
