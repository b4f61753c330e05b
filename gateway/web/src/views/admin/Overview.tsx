import { call } from '../../api/client.ts'
import { useLoaded } from '../../api/loaded.ts'
import { duration, number } from '../../parts/format.ts'
import { Ready } from '../../parts/States.tsx'
import { usePageTitle } from '../../parts/title.ts'
import { useReturn } from '../../parts/useReturn.ts'
import type { Judging, Overview as State } from '../../generated/api.ts'
import { words } from './words.ts'

export function Overview() {
  const loaded = useLoaded(async (signal) => {
    const [state, judging, running] = await Promise.all([
      call('GET /admin/overview', { signal }),
      call('GET /judging', { signal }),
      call('GET /contests', { query: { status: 'running', limit: 200 }, signal }),
    ])
    return { state, judging, running: running.contests.length }
  }, [])
  usePageTitle(words().administration)
  useReturn(loaded.reload)
  return (
    <Ready of={loaded}>
      {({ state, judging, running }) => (
        <>
          <Attention state={state} judging={judging} />
          <section class="panel" aria-labelledby="numbers">
            <h2 id="numbers">{words().numbers}</h2>
            <dl class="numbers">
              {numbers(state, judging, running).map(([label, value]) => (
                <div key={label}>
                  <dt>{label}</dt>
                  <dd>{value}</dd>
                </div>
              ))}
            </dl>
            <p class="hint">{words().metrics}</p>
          </section>
          <Servers parts={state.parts} />
        </>
      )}
    </Ready>
  )
}

function numbers(state: State, judging: Judging, running: number): [string, string][] {
  return [
    [words().runningContests, number(running)],
    [words().submissionsHour, number(state.submissions)],
    [words().judgedHour, number(state.judged)],
    [words().waiting, number(state.waiting)],
    [words().longestWait, state.longest_wait === null ? '–' : duration(state.longest_wait * 1000)],
    [words().judges, number(judging.workers.length)],
    [words().accounts, number(state.accounts)],
  ]
}

function Attention({ state, judging }: { state: State; judging: Judging }) {
  const silent = Object.entries(state.parts).filter(([, answers]) => !answers)
  const lines: [string, string][] = [
    ...silent.map(([part]): [string, string] => [`${words().part[part] ?? part}: ${words().silent}`, '/admin']),
    ...(judging.workers.length === 0 ? [[words().trouble.noJudge, '/admin/judging'] as [string, string]] : []),
    ...counted(judging.dead, words().trouble.dead, '/admin/judging'),
    ...counted(state.messages_stuck, words().trouble.stuck, '/admin/judging'),
    ...counted(state.mails_failed, words().trouble.mails, '/admin/mails'),
    ...counted(state.audit_marked, words().trouble.marked, '/admin/audit?marked=1'),
  ]
  return (
    <section class="panel" aria-labelledby="attention">
      <h2 id="attention">{words().attention}</h2>
      {lines.length === 0 ? (
        <p class="good-news">{words().allGood}</p>
      ) : (
        <ul class="troubles">
          {lines.map(([text, to]) => (
            <li key={text}>
              ⚠ <a href={to}>{text}</a>
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}

function counted(count: number, text: (count: string) => string, to: string): [string, string][] {
  return count > 0 ? [[text(number(count)), to]] : []
}

function Servers({ parts }: { parts: State['parts'] }) {
  return (
    <section class="panel" aria-labelledby="servers">
      <h2 id="servers">{words().parts}</h2>
      <ul class="servers">
        {Object.entries(parts).map(([part, answers]) => (
          <li key={part} class={answers ? 'good' : 'bad'}>
            <b aria-hidden="true">{answers ? '✓' : '✗'}</b> {words().part[part] ?? part}: {answers ? words().answers : words().silent}
          </li>
        ))}
      </ul>
    </section>
  )
}
