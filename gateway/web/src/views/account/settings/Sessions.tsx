import { call } from '../../../api/client.ts'
import { useLoaded } from '../../../api/loaded.ts'
import { AskingButton } from '../../../parts/Dialog.tsx'
import { dateTime, fromNow } from '../../../parts/format.ts'
import { Scroll } from '../../../parts/Scroll.tsx'
import { Ready } from '../../../parts/States.tsx'
import { attempt } from '../../../parts/toasts.tsx'
import { useReturn } from '../../../parts/useReturn.ts'
import { usePageTitle } from '../../../parts/title.ts'
import type { LoginSession } from '../../../generated/api.ts'
import { signOut, signOutEverywhere } from '../sign-out.ts'
import { program } from './agent.ts'
import { words } from './words.ts'

export function Sessions() {
  const loaded = useLoaded((signal) => call('GET /auth/sessions', { signal }), [])
  usePageTitle(words().sections.sessions)
  useReturn(loaded.reload)
  const end = async (session: LoginSession) => {
    if (session.current) return attempt(signOut)
    const path = { session: session.id }
    return attempt(() => call('DELETE /auth/sessions/{session}', { path }).then(loaded.reload), words().sessionEnded)
  }
  return (
    <section class="panel">
      <h2>{words().sections.sessions}</h2>
      <p>{words().sessionsText}</p>
      <Ready of={loaded} rows={3}>
        {(sessions) => (
          <Scroll label={words().sections.sessions}>
            <table class="data">
              <thead>
                <tr>
                  <th scope="col">{words().program}</th>
                  <th scope="col">{words().network}</th>
                  <th scope="col">{words().lastSeen}</th>
                  <th scope="col">{words().began}</th>
                  <th scope="col">
                    <span class="hidden">{words().endSession}</span>
                  </th>
                </tr>
              </thead>
              <tbody>
                {sessions.map((session) => (
                  <Row key={session.id} session={session} onEnd={() => void end(session)} />
                ))}
              </tbody>
            </table>
          </Scroll>
        )}
      </Ready>
      <AskingButton label={words().signOutAll} question={words().signOutAllQuestion} act={signOutEverywhere} />
    </section>
  )
}

function Row({ session, onEnd }: { session: LoginSession; onEnd: () => void }) {
  const name = program(session.agent) || words().unknownProgram
  return (
    <tr>
      <td title={session.agent}>
        {name} {session.current && <span class="badge running">{words().thisOne}</span>}
      </td>
      <td>{session.network}</td>
      <td>
        <time dateTime={session.refreshed_at} title={dateTime(session.refreshed_at)}>
          {fromNow(session.refreshed_at)}
        </time>
      </td>
      <td>{dateTime(session.made_at)}</td>
      <td>
        <button type="button" class="danger" aria-label={words().endSessionOf(name)} onClick={onEnd}>
          {words().endSession}
        </button>
      </td>
    </tr>
  )
}
