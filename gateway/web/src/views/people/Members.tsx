import { useLocation } from 'preact-iso'
import { call } from '../../api/client.ts'
import { user } from '../../api/session.ts'
import { AskingButton } from '../../parts/Dialog.tsx'
import type { Team, TeamMember } from '../../generated/api.ts'
import { words } from './words.ts'

interface MembersProps {
  team: Team
  /** Whether whoever looks may hand the team over and take members out. */
  leads: boolean
  onChange: () => Promise<void>
}

export function Members({ team, leads, onChange }: MembersProps) {
  const { route } = useLocation()
  const own = user.value?.id
  const hidden = team.size - team.members.length
  const leave = async () => {
    await call('DELETE /teams/{team}/members/{user}', { path: { team: team.id, user: own ?? '' } })
    route('/teams?mine=1')
  }
  return (
    <section class="panel" aria-labelledby="members">
      <h2 id="members">{words().members}</h2>
      <ul class="members">
        {team.members.map((member) => (
          <li key={member.user_id}>
            <a href={`/users/${member.user_id}`}>
              <bdi>{member.name}</bdi>
            </a>
            {member.captain && <span class="badge">★ {words().captain}</span>}
            {leads && !member.captain && !team.individual && <Acts team={team.id} member={member} own={member.user_id === own} onChange={onChange} />}
          </li>
        ))}
        {hidden > 0 && <li class="hint">{words().hiddenMembers(hidden)}</li>}
      </ul>
      {!team.individual && team.members.some((member) => member.user_id === own && !member.captain) && (
        <AskingButton label={words().leave} question={words().leaveQuestion} act={leave} />
      )}
    </section>
  )
}

function Acts({ team, member, own, onChange }: { team: string; member: TeamMember; own: boolean; onChange: () => Promise<void> }) {
  const { user_id, name } = member
  const handOver = () => call('PUT /teams/{team}/captain', { path: { team }, body: { user_id } }).then(onChange)
  const remove = () => call('DELETE /teams/{team}/members/{user}', { path: { team, user: user_id } }).then(onChange)
  return (
    <>
      <AskingButton label={words().handOver(name)} question={words().handOverQuestion(name)} act={handOver} danger={false} />
      {!own && <AskingButton label={words().remove(name)} question={words().removeQuestion(name)} act={remove} />}
    </>
  )
}
