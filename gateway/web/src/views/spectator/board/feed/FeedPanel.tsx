// What just happened on the board, the newest first. Only new leaders are read out: the rest would never end.
import { useEffect, useMemo, useState } from 'preact/hooks'
import { Icon } from '../../../../parts/Icon.tsx'
import type { ContestStore } from '../../../../store/contest.ts'
import { ProblemMark } from '../../../../parts/ProblemMark.tsx'
import { Empty } from '../../../../parts/States.tsx'
import { points, scoringOf, spellTime, type Scoring } from '../scoring.ts'
import { Feed, type News } from './news.ts'
import { words } from './words.ts'
import './feed.css'

export default function FeedPanel({ store, onTeam }: { store: ContestStore; onTeam: (n: number) => void }) {
  const feed = useMemo(() => new Feed(store.board), [store])
  useEffect(() => () => feed.close(), [feed])
  const [news, setNews] = useState(feed.news)
  const version = store.version.value
  useEffect(() => {
    if (feed.settle()) setNews(feed.news)
  }, [version, feed])
  const clock = store.clock.value
  const scoring = scoringOf(clock?.settings)
  const name = (n: number) => store.teams.value.get(n)?.name ?? '…'
  const lead = news.find((each) => each.kind === 'lead')
  return (
    <aside class="feed panel" aria-label={words().title}>
      <h3>{words().title}</h3>
      <p class="hidden" role="status">
        {lead && `${name(lead.n)} ${words().leads}`}
      </p>
      {news.length === 0 && <Empty>{words().nothing}</Empty>}
      <ol>
        {news.map((each) => (
          <li key={each.id} class={each.kind === 'lead' ? 'lead' : each.first ? 'first' : ''}>
            <time>{each.time < 0 ? '' : scoring.seconds ? spellTime(each.time, true) : words().minute(each.time)}</time>
            <span>
              <button type="button" class="team-link" onClick={() => onTeam(each.n)}>
                <bdi>{name(each.n)}</bdi>
              </button>{' '}
              <What news={each} scoring={scoring} problem={each.problem === undefined ? undefined : clock?.settings.problems[each.problem]} />
            </span>
          </li>
        ))}
      </ol>
    </aside>
  )
}

function What({ news, scoring, problem }: { news: News; scoring: Scoring; problem: { label: string; rgb?: string; name?: string } | undefined }) {
  if (news.kind === 'lead') {
    return (
      <b>
        {words().leads} <Icon name="crown" />
      </b>
    )
  }
  const { from = 0, to = 0 } = news
  return (
    <>
      {news.kind === 'solve' && `${words().solved} `}
      {problem && <ProblemMark {...problem} />}
      {news.kind === 'points' && ` ${words().gained(points(news.score ?? 0))}`}
      {news.first && <b class="first-mark"> ★ {words().first}</b>}
      {from > to && to > 0 && (
        <small title={words().rose(from, to)}>
          {' '}
          ▲ {from} → {to}
        </small>
      )}
      {scoring.points && news.kind === 'solve' && news.score ? <small> {points(news.score)}</small> : null}
    </>
  )
}
