// What a team sends to the printer, and what became of it.
import { useEffect } from 'preact/hooks'
import { call } from '../../../api/client.ts'
import { usePages, type Pages } from '../../../api/pages.ts'
import type { Print } from '../../../generated/api.ts'
import { bytes, clockTime } from '../../../parts/format.ts'
import { Empty, Ready, Skeleton } from '../../../parts/States.tsx'
import { useTitle } from '../../../parts/title.ts'
import { attempt } from '../../../parts/toasts.tsx'
import { words as common } from '../../../parts/words.ts'
import { useContest, type Access } from '../../../store/access.ts'
import { SendPrint } from './SendPrint.tsx'
import { tabs } from '../home/tabs.ts'
import { words } from './words.ts'
import './prints.css'

export default function Prints() {
  const { id, access } = useContest()
  useTitle(tabs().prints)
  if (!access.known) return <Skeleton />
  if (access.team) return <Desk access={access} team={access.team} />
  return (
    <Empty>
      {words().outside} <a href={`/contests/${encodeURIComponent(id)}/home`}>{words().toHome}</a>
    </Empty>
  )
}

function Desk({ access, team }: { access: Access; team: string }) {
  const { contest } = access
  const prints = usePages<Print>(
    async (cursor, signal) => {
      // jury that takes part sees those of all teams else
      const query = { team, limit: 100, ...(cursor && { cursor }) }
      const page = await call('GET /contests/{contest}/prints', { path: { contest }, query, signal })
      return { items: page.prints, next: page.next }
    },
    [contest, team],
  )
  useEffect(() => {
    // no room tells that a print was brought
    const seen = () => document.visibilityState === 'visible' && void prints.reload()
    document.addEventListener('visibilitychange', seen)
    return () => document.removeEventListener('visibilitychange', seen)
  })
  return (
    <div class="prints">
      <section class="panel" aria-labelledby="print-heading">
        <h2 id="print-heading">{words().title}</h2>
        <p>{words().intro}</p>
        <SendPrint contest={contest} team={team} onSent={prints.reload} />
      </section>
      <section class="panel" aria-labelledby="queue-heading">
        <header>
          <h2 id="queue-heading">{words().queue}</h2>
          <button type="button" onClick={() => void prints.reload()}>
            ↻ {words().refresh}
          </button>
        </header>
        <Ready of={prints} rows={3}>
          {(all) => (all.length === 0 ? <Empty>{words().none}</Empty> : <Queue contest={contest} prints={prints} all={all} access={access} />)}
        </Ready>
      </section>
    </div>
  )
}

function Queue({ contest, prints, all, access }: { contest: string; prints: Pages<Print>; all: readonly Print[]; access: Access }) {
  const { more } = prints
  const members = access.registration?.members ?? []
  const remove = (print: string) =>
    attempt(async () => {
      await call('DELETE /contests/{contest}/prints/{print}', { path: { contest, print } })
      await prints.reload()
    }, words().removed)
  return (
    <>
      <ul>
        {all.map((print) => (
          <li key={print.id}>
            <span class="file">
              <b>{print.file_name}</b>
              <small>
                {clockTime(print.created_at)} · {bytes(print.source_bytes)}
                {members.length > 1 && ` · ${words().by(members.find((member) => member.user_id === print.user_id)?.name ?? '')}`}
              </small>
            </span>
            {print.delivered_at ? (
              <span>✓ {words().delivered(print.delivered_by ?? '', clockTime(print.delivered_at))}</span>
            ) : (
              <>
                <span class="badge">{words().waits}</span>
                <button type="button" aria-label={`${words().remove}: ${print.file_name}`} onClick={() => void remove(print.id)}>
                  {words().remove}
                </button>
              </>
            )}
          </li>
        ))}
      </ul>
      {more && (
        <button type="button" onClick={() => void attempt(more)}>
          {common().more}
        </button>
      )}
    </>
  )
}
