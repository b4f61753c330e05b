import { call } from '../../api/client.ts'
import { usePages } from '../../api/pages.ts'
import { Scroll } from '../../parts/Scroll.tsx'
import { dateTime } from '../../parts/format.ts'
import { Ready } from '../../parts/States.tsx'
import { Verdict } from '../../parts/Verdict.tsx'
import { words } from './words.ts'
import { More } from '../../parts/More.tsx'

const AT_ONCE = 20

/** What somebody has submitted, without sources. */
export function History({ user }: { user: string }) {
  const loaded = usePages(
    async (cursor, signal) => {
      const page = await call('GET /users/{user}/submissions', { path: { user }, query: { limit: AT_ONCE, ...(cursor && { cursor }) }, signal })
      return { items: page.submissions, next: page.next }
    },
    [user],
  )
  return (
    <section class="panel" aria-labelledby="submissions">
      <h2 id="submissions">{words().submissions}</h2>
      <Ready of={loaded} rows={3}>
        {(all) =>
          all.length === 0 ? (
            <p class="hint">{words().noSubmissions}</p>
          ) : (
            <Scroll label={words().submissions}>
              <table class="data">
                <thead>
                  <tr>
                    <th scope="col">{words().problem}</th>
                    <th scope="col">{words().verdict}</th>
                    <th scope="col">{words().language}</th>
                    <th scope="col">{words().contest}</th>
                    <th scope="col">{words().date}</th>
                  </tr>
                </thead>
                <tbody>
                  {all.map((each) => (
                    <tr key={each.id}>
                      <td>
                        <a href={`/problems/${encodeURIComponent(each.problem_id)}`}>{each.title}</a>
                      </td>
                      <td>
                        <Verdict verdict={each.verdict} state={each.state} />
                      </td>
                      <td>{each.language}</td>
                      <td>{each.contest_id && <a href={`/contests/${encodeURIComponent(each.contest_id)}`}>{each.contest_id}</a>}</td>
                      <td>{dateTime(each.created_at)}</td>
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
