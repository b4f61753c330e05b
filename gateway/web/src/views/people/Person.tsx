// Somebody, as far as whoever looks may see it.
import { call } from '../../api/client.ts'
import { useLoaded } from '../../api/loaded.ts'
import { user as own } from '../../api/session.ts'
import { country } from '../../parts/countries.ts'
import { date } from '../../parts/format.ts'
import { Ready } from '../../parts/States.tsx'
import { usePageTitle } from '../../parts/title.ts'
import type { User } from '../../generated/api.ts'
import { History } from './History.tsx'
import { Ratings } from './Ratings.tsx'
import { StatisticsPart } from './StatisticsPart.tsx'
import { words } from './words.ts'
import './people.css'

export default function Person({ user = '' }: { user?: string }) {
  const loaded = useLoaded((signal) => call('GET /users/{user}', { path: { user }, signal }), [user])
  usePageTitle(loaded.value?.name ?? words().people)
  return (
    <main class="person">
      <Ready of={loaded}>
        {(person) => (
          <>
            <Card person={person} />
            {person.shows_statistics ? (
              <>
                <StatisticsPart user={person.id} />
                <Ratings user={person.id} />
              </>
            ) : (
              <p class="panel hint">{words().hiddenStatistics}</p>
            )}
            {person.shows_submissions ? <History user={person.id} /> : <p class="panel hint">{words().hiddenSubmissions}</p>}
          </>
        )}
      </Ready>
    </main>
  )
}

function Card({ person: { id, name, profile } }: { person: User }) {
  return (
    <section class="panel person-card">
      <h1>
        <bdi>{name}</bdi>
      </h1>
      {profile ? (
        <>
          <p class="facts">
            {profile.country && <span>{country(profile.country)}</span>}
            {profile.organization && <span>{profile.organization}</span>}
            <span>{words().since(date(profile.created_at))}</span>
          </p>
          {profile.about && <p class="about">{profile.about}</p>}
          {profile.links.length > 0 && (
            <p class="facts">
              {profile.links.filter(isWeb).map((link) => (
                <a key={link} href={link} rel="nofollow noopener noreferrer ugc" target="_blank">
                  {link.replace(/^https?:\/\//, '')}
                </a>
              ))}
            </p>
          )}
        </>
      ) : (
        <p class="hint">{words().hidden}</p>
      )}
      {own.value?.id === id && (
        <a class="button" href="/account">
          {words().edit}
        </a>
      )}
    </section>
  )
}

/** Nothing that a browser would run. */
function isWeb(link: string): boolean {
  return /^https?:\/\//.test(link)
}
