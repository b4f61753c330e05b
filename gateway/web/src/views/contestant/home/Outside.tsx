// The contest home of who does not take part (yet): joining, waiting for approval, a rejection.
import { useEffect, useRef } from 'preact/hooks'
import { call } from '../../../api/client.ts'
import type { Contest, Registration } from '../../../generated/api.ts'
import { AskingButton } from '../../../parts/Dialog.tsx'
import type { Access } from '../../../store/access.ts'
import type { ContestStore } from '../../../store/contest.ts'
import { Join } from './Join.tsx'
import { words } from './words.ts'

interface OutsideProps {
  contest: Contest
  access: Access
  store: ContestStore
}

export function Outside({ contest, access, store }: OutsideProps) {
  const { registration } = access
  useDecision(registration, store, access.reload)
  const board = `/contests/${encodeURIComponent(contest.id)}`
  const virtual = contest.status === 'ended'
  return (
    <section class="panel outside" aria-labelledby="outside-heading">
      {registration && registration.state !== 'approved' && <Decision registration={registration} access={access} upcoming={contest.status === 'upcoming'} />}
      {registration?.state !== 'pending' && registration?.state !== 'rejected' && (
        <>
          <h2 id={registration ? undefined : 'outside-heading'}>{virtual ? words().virtual : words().takePart}</h2>
          <Join contest={contest} onJoined={access.reload} />
        </>
      )}
      <p>
        <a href={board}>{words().toBoard}</a>
      </p>
    </section>
  )
}

/** An approval makes one more team: the clock tells how many there are. */
function useDecision(registration: Registration | null, store: ContestStore, reload: () => Promise<void>): void {
  const teams = store.clock.value?.teams
  const before = useRef(teams)
  useEffect(() => {
    if (registration?.state === 'pending' && before.current !== undefined && teams !== before.current) void reload()
    before.current = teams
  }, [teams])
  useEffect(() => {
    const seen = () => document.visibilityState === 'visible' && registration?.state === 'pending' && void reload()
    document.addEventListener('visibilitychange', seen)
    return () => document.removeEventListener('visibilitychange', seen)
  })
}

function Decision({ registration, access, upcoming }: { registration: Registration; access: Access; upcoming: boolean }) {
  const { state, reason } = registration
  const title = state === 'pending' ? words().waiting : state === 'rejected' ? words().rejected : words().withdrawn
  return (
    <div role="status">
      <h2 id="outside-heading">{title}</h2>
      <Who registration={registration} />
      {reason && <p>{words().said(reason)}</p>}
      {state === 'pending' && <p class="hint">{words().waitingHint}</p>}
      {state === 'rejected' && <p class="hint">{words().askJury}</p>}
      {state === 'pending' && upcoming && <Leave registration={registration} access={access} />}
    </div>
  )
}

/** Who takes part, and where they sit. */
export function Who({ registration }: { registration: Registration }) {
  const { members, location, name } = registration
  const names = members.map((member) => member.name).join(', ')
  return (
    <p class="who">
      <b>
        <bdi>{name}</bdi>
      </b>
      {names && names !== name && <span>{words().members(names)}</span>}
      {location && <span>{words().seat(location)}</span>}
    </p>
  )
}

export function Leave({ registration, access }: { registration: Registration; access: Access }) {
  const leave = async () => {
    await call('DELETE /contests/{contest}/registration', { path: { contest: access.contest } })
    await access.reload()
  }
  return <AskingButton label={words().leave} question={<p>{words().leaveQuestion(registration.name)}</p>} act={leave} done={words().left} />
}
