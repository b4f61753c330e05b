// Own submissions to the problem, the newest first; above them what has not reached the platform yet.
import { language as ofPage } from '../../../parts/language.ts'
import { spell } from '../../../live/time.ts'
import { dateTime, fromNow } from '../../../parts/format.ts'
import { Skeleton } from '../../../parts/States.tsx'
import { Verdict } from '../../../parts/Verdict.tsx'
import { outbox } from '../../../store/ownOutbox.ts'
import type { Language } from '../../../generated/api.ts'
import type { Place } from './place.ts'
import type { OwnSubmissions } from './useOwnSubmissions.ts'
import { words } from './words.ts'
import { More } from '../../../parts/More.tsx'

interface SentProps {
  place: Place
  own: OwnSubmissions
  languages: readonly Language[]
}

export function Sent({ place, own, languages }: SentProps) {
  const waiting = outbox().letters.value.filter((letter) => letter.contest === place.contest && letter.body.problem_id === place.problem.id)
  const { list, progress } = own
  if (!list) return <Skeleton rows={3} />
  if (list.length === 0 && waiting.length === 0) return <p class="hint">{words().noSubmission}</p>
  const nameOf = (id: string) => languages.find((language) => language.id === id)?.name ?? id
  return (
    <>
      <ul class="sent-list" lang={ofPage.value}>
        {waiting.map((letter) => (
          <li key={letter.key}>
            <time dateTime={new Date(letter.at).toISOString()}>{fromNow(letter.at)}</time>
            <span class="about">{nameOf(letter.body.language ?? '')}</span>
            <span class="verdict wait">
              <span aria-hidden="true">⇡</span> {words().onItsWay}
            </span>
          </li>
        ))}
        {list.map((each) => {
          const now = progress.get(each.id)
          const to = each.contest_id ? `/contests/${encodeURIComponent(each.contest_id)}/submissions/${each.id}` : `/submissions/${each.id}`
          return (
            <li key={each.id}>
              <a href={to}>
                <time dateTime={each.created_at} title={dateTime(each.created_at)}>
                  {each.contest_time !== null && place.contest ? spell(each.contest_time) : fromNow(each.created_at)}
                </time>
                <span class="about">{nameOf(each.language)}</span>
                <span role="status">
                  <Verdict verdict={each.verdict} state={now?.state ?? each.state} />
                  {!each.verdict && now?.test !== undefined && now.tests !== undefined && (
                    <progress max={now.tests} value={now.test} aria-label={words().test(now.test, now.tests)} />
                  )}
                </span>
              </a>
            </li>
          )
        })}
      </ul>
      <More of={own} />
    </>
  )
}
