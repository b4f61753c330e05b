// A team: who is in it, what it has reached; its captain changes it here.
import { callWithTag } from '../../api/client.ts'
import { useLoaded } from '../../api/loaded.ts'
import { user } from '../../api/session.ts'
import { country } from '../../parts/countries.ts'
import { Ready } from '../../parts/States.tsx'
import { usePageTitle } from '../../parts/title.ts'
import { useReturn } from '../../parts/useReturn.ts'
import type { Team } from '../../generated/api.ts'
import { CaptainPart } from './CaptainPart.tsx'
import { Members } from './Members.tsx'
import { TeamPicture } from './TeamPicture.tsx'
import { TeamResults } from './TeamResults.tsx'
import { words } from './words.ts'
import './people.css'

export default function TeamPage({ team: id = '' }: { team?: string }) {
  const loaded = useLoaded((signal) => callWithTag('GET /teams/{team}', { path: { team: id }, signal }), [id])
  const account = user.value
  useReturn(loaded.reload)
  usePageTitle(loaded.value?.value.name ?? words().teams)
  return (
    <main class="team-page">
      <Ready of={loaded}>
        {({ value: team, tag }) => {
          const leads = team.members.some((member) => member.captain && member.user_id === account?.id)
          const looksAfter = leads || Boolean(account?.roles.some((role) => role === 'admin' || role === 'jury'))
          return (
            <>
              <Head team={team} />
              <Members team={team} leads={looksAfter} onChange={loaded.reload} />
              {looksAfter && !team.individual && <CaptainPart key={tag} team={team} tag={tag} onChange={loaded.reload} />}
              <TeamResults team={team.id} />
            </>
          )
        }}
      </Ready>
    </main>
  )
}

function Head({ team }: { team: Team }) {
  const facts = [team.organization, country(team.country), words().memberCount(team.size)].filter(Boolean)
  return (
    <section class="panel">
      <div class="team-head">
        <TeamPicture team={team} />
        <div>
          <h1>
            <bdi>{team.name}</bdi>
          </h1>
          <p class="facts">
            {facts.map((fact) => (
              <span key={fact}>{fact}</span>
            ))}
            {team.groups.length > 0 && (
              <span>
                {words().groups}: {team.groups.join(', ')}
              </span>
            )}
          </p>
        </div>
      </div>
    </section>
  )
}
