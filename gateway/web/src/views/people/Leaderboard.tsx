// People: by rating, or those with a name.
import { call } from '../../api/client.ts'
import { useLoaded } from '../../api/loaded.ts'
import { usePages } from '../../api/pages.ts'
import { user } from '../../api/session.ts'
import { country } from '../../parts/countries.ts'
import { number } from '../../parts/format.ts'
import { useQuery } from '../../parts/query.ts'
import { Scroll } from '../../parts/Scroll.tsx'
import { Empty, Ready, signInAddress } from '../../parts/States.tsx'
import { usePageTitle } from '../../parts/title.ts'
import { FilterBox } from './FilterBox.tsx'
import { PeopleNav } from './PeopleNav.tsx'
import { words } from './words.ts'
import './people.css'
import { More } from '../../parts/More.tsx'

const SEARCHED = 50

export default function Leaderboard() {
  const [query, change] = useQuery()
  const q = query['q'] ?? ''
  usePageTitle(words().people)
  return (
    <main class="people">
      <h1>{words().people}</h1>
      <PeopleNav />
      {user.value ? (
        <FilterBox label={words().searchPeople} value={q} onChange={(text) => change({ q: text })} />
      ) : (
        <p class="hint">
          <a href={signInAddress()}>{words().signInToSearch}</a>
        </p>
      )}
      {q && user.value ? <Found q={q} /> : <ByRating />}
    </main>
  )
}

function Found({ q }: { q: string }) {
  const loaded = useLoaded((signal) => call('GET /users/search', { query: { q, limit: SEARCHED }, signal }), [q])
  return (
    <Ready of={loaded}>
      {({ users }) =>
        users.length === 0 ? (
          <Empty>{words().nobodyFound}</Empty>
        ) : (
          <Scroll label={words().people}>
            <table class="data">
              <thead>
                <tr>
                  <th scope="col">{words().name}</th>
                  <th scope="col">{words().country}</th>
                  <th scope="col">{words().organization}</th>
                </tr>
              </thead>
              <tbody>
                {users.map((found) => (
                  <tr key={found.id}>
                    <td>
                      <a href={`/users/${found.id}`}>
                        <bdi>{found.name}</bdi>
                      </a>
                    </td>
                    <td>{country(found.country)}</td>
                    <td>
                      <bdi>{found.organization}</bdi>
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </Scroll>
        )
      }
    </Ready>
  )
}

function ByRating() {
  const loaded = usePages(async (cursor, signal) => {
    const page = await call('GET /users/leaderboard', { query: { ...(cursor && { cursor }) }, signal })
    return { items: page.users, next: page.next }
  }, [])
  return (
    <section aria-labelledby="leaderboard">
      <h2 id="leaderboard">{words().leaderboard}</h2>
      <p class="hint">{words().leaderboardText}</p>
      <Ready of={loaded}>
        {(users) =>
          users.length === 0 ? (
            <Empty>{words().nobodyRated}</Empty>
          ) : (
            <Scroll label={words().leaderboard}>
              <table class="data">
                <thead>
                  <tr>
                    <th scope="col" class="number">
                      {words().rank}
                    </th>
                    <th scope="col">{words().name}</th>
                    <th scope="col">{words().country}</th>
                    <th scope="col" class="number">
                      {words().rating}
                    </th>
                    <th scope="col" class="number">
                      {words().highest}
                    </th>
                    <th scope="col" class="number">
                      {words().contests}
                    </th>
                  </tr>
                </thead>
                <tbody>
                  {users.map((rated) => (
                    <tr key={rated.user_id} class={rated.user_id === user.value?.id ? 'self' : ''}>
                      <td class="number">{number(rated.rank)}</td>
                      <td>
                        <a href={`/users/${rated.user_id}`}>
                          <bdi>{rated.name}</bdi>
                        </a>
                      </td>
                      <td>{country(rated.country)}</td>
                      <td class="number">
                        <b>{number(rated.rating)}</b>
                      </td>
                      <td class="number">{number(rated.highest_rating)}</td>
                      <td class="number">{number(rated.contests)}</td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </Scroll>
          )
        }
      </Ready>
      <More of={loaded} />
    </section>
  )
}
