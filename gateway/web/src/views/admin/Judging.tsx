import { call } from '../../api/client.ts'
import { useLoaded } from '../../api/loaded.ts'
import { fromNow, number } from '../../parts/format.ts'
import { Scroll } from '../../parts/Scroll.tsx'
import { Ready } from '../../parts/States.tsx'
import { usePageTitle } from '../../parts/title.ts'
import { useReturn } from '../../parts/useReturn.ts'
import { AgainList, type GivenUp } from './AgainList.tsx'
import { words } from './words.ts'

interface Worker {
  host?: string
  slots?: number
  queues?: string[]
  sandbox?: string
  /** Seconds since 1970. */
  at?: number
}

export function Judging() {
  const loaded = useLoaded((signal) => call('GET /judging', { signal }), [])
  usePageTitle(words().sections.judging)
  useReturn(loaded.reload)
  return (
    <>
      <Ready of={loaded}>
        {({ workers, queues }) => (
          <>
            <Workers of={workers as Worker[]} />
            <Queues of={queues} />
          </>
        )}
      </Ready>
      <DeadLetters onChange={loaded.reload} />
      <Stuck />
    </>
  )
}

function Workers({ of }: { of: Worker[] }) {
  return (
    <section class="panel" aria-labelledby="workers">
      <h2 id="workers">{words().workers}</h2>
      {of.length === 0 ? (
        <p class="fault">⚠ {words().noWorkers}</p>
      ) : (
        <Scroll label={words().workers}>
          <table class="data">
            <thead>
              <tr>
                <th scope="col">{words().host}</th>
                <th scope="col" class="number">
                  {words().slots}
                </th>
                <th scope="col">{words().queues}</th>
                <th scope="col">{words().sandbox}</th>
                <th scope="col">{words().when}</th>
              </tr>
            </thead>
            <tbody>
              {of.map((worker, index) => (
                <tr key={index}>
                  <td>{worker.host}</td>
                  <td class="number">{number(worker.slots ?? 0)}</td>
                  <td>{worker.queues?.join(', ')}</td>
                  <td>{worker.sandbox}</td>
                  <td>{worker.at ? fromNow(worker.at * 1000) : ''}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </Scroll>
      )}
    </section>
  )
}

function Queues({ of }: { of: Record<string, number> }) {
  return (
    <section class="panel" aria-labelledby="queues">
      <h2 id="queues">{words().queues}</h2>
      <dl class="numbers">
        {Object.entries(of).map(([queue, waiting]) => (
          <div key={queue}>
            <dt>{queue}</dt>
            <dd>{number(waiting)}</dd>
          </div>
        ))}
      </dl>
    </section>
  )
}

function DeadLetters({ onChange }: { onChange: () => unknown }) {
  const loaded = useLoaded<GivenUp[]>(async (signal) => {
    const { letters } = await call('GET /judging/dead', { signal })
    return letters.map((each) => ({ id: each.id, facts: [each.queue, JSON.stringify(each.task)], error: each.traceback, tries: each.retries }))
  }, [])
  const again = async (letter: string) => {
    await call('POST /judging/dead/{letter}/requeue', { path: { letter } })
    await loaded.reload()
    void onChange()
  }
  return <AgainList title={words().deadLetters} text={words().deadText} none={words().noDead} of={loaded} again={again} />
}

function Stuck() {
  const loaded = useLoaded<GivenUp[]>(async (signal) => {
    const { messages } = await call('GET /judging/stuck', { signal })
    return messages.map((each) => ({ id: String(each.id), facts: [each.kind, each.target, fromNow(each.created_at)], error: each.error ?? '' }))
  }, [])
  const again = async (message: string) => {
    await call('POST /judging/stuck/{message}/resend', { path: { message } })
    await loaded.reload()
  }
  return <AgainList title={words().stuck} text={words().stuckText} none={words().noStuck} of={loaded} again={again} />
}
