// Who is jury of a contest, and who sees a private one without taking part.
import { useState } from 'preact/hooks'
import { call } from '../../../api/client.ts'
import { useLoaded } from '../../../api/loaded.ts'
import { usePages } from '../../../api/pages.ts'
import { AskingButton } from '../../../parts/Dialog.tsx'
import { dateTime } from '../../../parts/format.ts'
import { Empty, Ready } from '../../../parts/States.tsx'
import { useContest } from '../../../store/access.ts'
import { FindPerson } from './FindPerson.tsx'
import { JuryPage } from './JuryPage.tsx'
import { words } from './teamWords.ts'
import './problems.css'
import './teams.css'
import { More } from '../../../parts/More.tsx'

export default function People() {
  return (
    <JuryPage part="people">
      <Jurors />
      <Guests />
    </JuryPage>
  )
}

function Jurors() {
  const { id, access } = useContest()
  const loaded = useLoaded((signal) => call('GET /contests/{contest}/jury', { path: { contest: id }, signal }), [id])
  const [finding, setFinding] = useState(false)
  const change = async (kind: 'PUT' | 'DELETE', user: string) => {
    await call(`${kind} /contests/{contest}/jury/{user}` as 'PUT /contests/{contest}/jury/{user}', { path: { contest: id, user } })
    await loaded.reload()
  }
  return (
    <section class="panel" aria-labelledby="jurors">
      <h3 id="jurors">{words().juryMembers}</h3>
      <p class="hint">{words().juryHint}</p>
      <Ready of={loaded} rows={3}>
        {({ jury }) =>
          jury.length === 0 ? (
            <Empty>{words().noJury}</Empty>
          ) : (
            <ul class="jury-found">
              {jury.map((juror) => (
                <li key={juror.user_id}>
                  <span>
                    <bdi>{juror.name}</bdi> <span class="hint">{words().since(juror.granted_by, dateTime(juror.granted_at))}</span>
                  </span>
                  {access.admin && (
                    <AskingButton label={words().removeJury(juror.name)} question={<p>{words().removeJuryAsk(juror.name)}</p>} act={() => change('DELETE', juror.user_id)} />
                  )}
                </li>
              ))}
            </ul>
          )
        }
      </Ready>
      {access.admin && (
        <button type="button" onClick={() => setFinding(true)}>
          + {words().makeJury}
        </button>
      )}
      {finding && <FindPerson title={words().makeJury} choose={(person) => change('PUT', person.id)} onClose={() => setFinding(false)} />}
    </section>
  )
}

function Guests() {
  const { id } = useContest()
  const path = { contest: id }
  const [finding, setFinding] = useState(false)
  const loaded = usePages(
    async (cursor, signal) => {
      const { guests, next } = await call('GET /contests/{contest}/guests', { path, query: cursor ? { cursor } : {}, signal })
      return { items: guests, next }
    },
    [id],
  )
  const change = async (kind: 'PUT' | 'DELETE', user: string) => {
    await call(`${kind} /contests/{contest}/guests/{user}` as 'PUT /contests/{contest}/guests/{user}', { path: { ...path, user } })
    await loaded.reload()
  }
  return (
    <section class="panel" aria-labelledby="guests">
      <h3 id="guests">{words().guests}</h3>
      <p class="hint">{words().guestsHint}</p>
      <Ready of={loaded} rows={3}>
        {(guests) =>
          guests.length === 0 ? (
            <Empty>{words().noGuests}</Empty>
          ) : (
            <ul class="jury-found">
              {guests.map((guest) => (
                <li key={guest.user_id}>
                  <span>
                    <bdi>{guest.name}</bdi> <span class="hint">{guest.invited_by === null ? words().byCode : words().since(guest.invited_by, dateTime(guest.since))}</span>
                  </span>
                  <AskingButton label={words().putOut(guest.name)} question={<p>{words().putOutAsk(guest.name)}</p>} act={() => change('DELETE', guest.user_id)} />
                </li>
              ))}
            </ul>
          )
        }
      </Ready>
      <div class="jury-acts">
        <button type="button" onClick={() => setFinding(true)}>
          + {words().invite}
        </button>
        <More of={loaded} />
      </div>
      {finding && <FindPerson title={words().invite} choose={(person) => change('PUT', person.id)} onClose={() => setFinding(false)} />}
    </section>
  )
}
