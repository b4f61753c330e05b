// Teams: all of them, or one's own; making one, joining one by its code.
import { useLocation } from 'preact-iso'
import { useEffect, useState } from 'preact/hooks'
import { call } from '../../api/client.ts'
import { usePages } from '../../api/pages.ts'
import { user } from '../../api/session.ts'
import { useQuery } from '../../parts/query.ts'
import { Empty, Ready, signInAddress } from '../../parts/States.tsx'
import { usePageTitle } from '../../parts/title.ts'
import type { Team } from '../../generated/api.ts'
import { FilterBox } from './FilterBox.tsx'
import { JoinDialog } from './JoinDialog.tsx'
import { NewTeamDialog } from './NewTeamDialog.tsx'
import { PeopleNav } from './PeopleNav.tsx'
import { TeamPicture } from './TeamPicture.tsx'
import { words } from './words.ts'
import './people.css'
import { More } from '../../parts/More.tsx'

const JOIN = '/teams/join'

export default function Teams() {
  const { path, route } = useLocation()
  const [query, change] = useQuery()
  const [code] = useState(codeOfLink)
  usePageTitle(words().teams)
  const joining = path === JOIN
  const mine = Boolean(user.value) && query['mine'] === '1'
  useEffect(() => {
    // the code of a mailed invitation outlives signing in, and stays in this tab
    if (joining && !user.value) route(signInAddress(), true)
  }, [joining])
  return (
    <main class="people">
      <h1>{words().teams}</h1>
      <PeopleNav />
      <div class="act-row">
        <FilterBox label={words().searchTeams} value={query['name'] ?? ''} onChange={(name) => change({ name })} />
        {user.value && (
          <>
            <button type="button" aria-pressed={mine} class="chip" onClick={() => change({ mine: mine ? '' : '1' }, true)}>
              {words().myTeams}
            </button>
            <button type="button" onClick={() => change({ new: '1' }, true)}>
              {words().newTeam}
            </button>
            <button type="button" onClick={() => route(JOIN)}>
              {words().joinTeam}
            </button>
          </>
        )}
      </div>
      <List name={query['name'] ?? ''} mine={mine} />
      {user.value && query['new'] && <NewTeamDialog onClose={() => change({ new: '' })} />}
      {user.value && joining && <JoinDialog code={code} onClose={() => route('/teams', true)} />}
    </main>
  )
}

const KEPT = 'podium.team-code'

/** Of a mailed link, which has it behind `#`. */
function codeOfLink(): string {
  const found = location.pathname === JOIN ? location.hash.slice(1) : ''
  if (found) {
    sessionStorage.setItem(KEPT, found)
    history.replaceState(history.state, '', JOIN)
  }
  const kept = sessionStorage.getItem(KEPT) ?? ''
  if (user.value) sessionStorage.removeItem(KEPT)
  return kept
}

function List({ name, mine }: { name: string; mine: boolean }) {
  const member = mine ? user.value?.id : undefined
  const loaded = usePages<Team>(
    async (cursor, signal) => {
      const page = await call('GET /teams', { query: { name, ...(member && { member }), ...(cursor && { cursor }) }, signal })
      return { items: page.teams, next: page.next }
    },
    [name, member],
  )
  return (
    <>
      <Ready of={loaded}>
        {(teams) =>
          teams.length === 0 ? (
            <Empty>{mine && !name ? words().noOwnTeam : words().noTeams}</Empty>
          ) : (
            <ul class="team-list">
              {teams.map((team) => (
                <li key={team.id}>
                  <a href={`/teams/${team.id}`}>
                    <TeamPicture team={team} />
                    <span>
                      <b>
                        <bdi>{team.name}</bdi>
                      </b>
                      <small>{[team.organization, words().memberCount(team.size)].filter(Boolean).join(' · ')}</small>
                    </span>
                  </a>
                </li>
              ))}
            </ul>
          )
        }
      </Ready>
      <More of={loaded} />
    </>
  )
}
