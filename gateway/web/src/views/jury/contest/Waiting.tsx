// What waits for somebody of the jury, with where to do it.
import { useEffect } from 'preact/hooks'
import { call } from '../../../api/client.ts'
import { useLoaded } from '../../../api/loaded.ts'
import { number } from '../../../parts/format.ts'
import { Ready } from '../../../parts/States.tsx'
import { useRoom } from '../../../parts/useRoom.ts'
import { useContest } from '../../../store/access.ts'
import { words } from './words.ts'

/** Entries of a list that are counted; more are told as `200+`. */
const COUNTED = 200

interface Waits {
  kind: 'questions' | 'balloons' | 'prints' | 'registrations' | 'rejudgings' | 'dead'
  count: string
  to: string
}

function counted(page: { next: string | null }, found: readonly unknown[]): string {
  return found.length === 0 ? '' : number(found.length) + (page.next ? '+' : '')
}

/** `changes`: a text that is another one when the lists may be, too. */
export function Waiting({ changes }: { changes: string }) {
  const { id, access, store } = useContest()
  const base = `/contests/${encodeURIComponent(id)}/jury`
  const loaded = useLoaded<Waits[]>(async (signal) => {
    const path = { contest: id }
    const query = { limit: COUNTED }
    const [questions, balloons, prints, registrations, rejudgings, judging] = await Promise.all([
      call('GET /contests/{contest}/clarifications', { path, query: { ...query, state: 'open' }, signal }),
      call('GET /contests/{contest}/balloons', { path, query: { ...query, delivered: false }, signal }),
      call('GET /contests/{contest}/prints', { path, query: { ...query, delivered: false }, signal }),
      call('GET /contests/{contest}/registrations', { path, query: { ...query, state: 'pending' }, signal }),
      call('GET /contests/{contest}/rejudgings', { path, signal }),
      access.admin ? call('GET /judging', { signal }) : null,
    ])
    const open = rejudgings.rejudgings.filter(({ state }) => state === 'ready' || state === 'judging')
    const all: Waits[] = [
      { kind: 'questions', count: counted(questions, questions.clarifications), to: `${base}/clarifications` },
      { kind: 'balloons', count: counted(balloons, balloons.balloons), to: `${base}/balloons` },
      { kind: 'prints', count: counted(prints, prints.prints), to: `${base}/prints` },
      { kind: 'registrations', count: counted(registrations, registrations.registrations), to: `${base}/teams?state=pending` },
      { kind: 'rejudgings', count: counted({ next: null }, open), to: `${base}/rejudgings` },
      { kind: 'dead', count: judging?.dead ? number(judging.dead) : '', to: '/admin/judging' },
    ]
    return all.filter(({ count }) => count)
  }, [id, access.admin])
  useEffect(() => {
    if (loaded.value) void loaded.reload()
  }, [changes])
  useRoom(access.jury ? `clarifications.${id}.jury` : null, { frame: () => void loaded.reload(), entered: () => void loaded.reload() })
  const pending = store.clock.value?.pending ?? 0
  return (
    <section class="panel" aria-labelledby="waiting">
      <h3 id="waiting">{words().waiting}</h3>
      <Ready of={loaded} rows={3}>
        {(waits) => (
          <ul class="jury-waits" aria-live="polite">
            {pending > 0 && (
              <li>
                <a href={`${base}/submissions`}>{words().pending(number(pending))}</a>
              </li>
            )}
            {waits.map(({ kind, count, to }) => (
              <li key={kind}>
                <a href={to}>{words().waits[kind](count)}</a>
              </li>
            ))}
            {pending === 0 && waits.length === 0 && <li class="nothing">✓ {words().nothingWaits}</li>}
          </ul>
        )}
      </Ready>
    </section>
  )
}
