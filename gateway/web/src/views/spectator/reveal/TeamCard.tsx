// A team with its picture and what it has won, as a card for a large screen.
import { ApiError, call } from '../../../api/client.ts'
import { useLoaded } from '../../../api/loaded.ts'
import type { Row } from '../../../generated/live.ts'
import { problemsOf } from '../../../live/time.ts'
import { number } from '../../../parts/format.ts'
import type { BoardSource } from '../../../store/contest.ts'
import { medalOf } from './steps.ts'
import { words } from './words.ts'
import './card.css'

interface Props {
  source: BoardSource
  row: Row
  /** Its rank is decided: what it wins is said. */
  settled: boolean
  onClose?: () => void
}

export function TeamCard({ source, row, settled, onClose }: Props) {
  const team = source.teams.value.get(row[0])
  const place = source.board.place(row[0])
  const rank = place === undefined ? 0 : (source.board.at(place)?.rank ?? 0)
  const clock = source.clock.value
  const medal = settled ? medalOf(row, rank, clock?.medal_ranks ?? [0, 0, 0]) : null
  const problems = problemsOf(clock)
  const firsts = row[4].filter((cell) => cell[3] === 2).map((cell) => problems[cell[0]]?.label ?? '?')
  return (
    <section class={`team-card ${medal ?? ''}`} role="status" aria-label={team?.name}>
      <Picture id={team?.id} name={team?.name ?? ''} />
      <div class="team-card-words">
        <p class="team-card-rank">{rank ? words().rank(rank) : words().noRank}</p>
        <p class="team-card-name">
          <bdi>{team?.name ?? '…'}</bdi>
        </p>
        {team?.organization && (
          <p>
            <bdi>{team.organization}</bdi>
          </p>
        )}
        {medal && (
          <p class="team-card-medal">
            <span class="team-card-spot" aria-hidden="true" /> {words().medals[medal]}
            {rank === 1 && ` · ${words().winner}`}
          </p>
        )}
        <p>
          {row[3] === null ? words().solvedCount(row[1]) : words().points(number(row[3], 2))}
          {firsts.length > 0 && ` · ★ ${words().firstTo(firsts.join(', '))}`}
        </p>
      </div>
      {onClose && (
        <button type="button" class="plain team-card-close" aria-label={words().closeCard} onClick={onClose}>
          ×
        </button>
      )}
    </section>
  )
}

/** Who has no picture is shown by the first letters of the name. */
function Picture({ id, name }: { id: string | undefined; name: string }) {
  const picture = usePicture(id)
  if (picture) return <img class="team-card-picture" src={picture} alt={words().picture(name)} />
  const letters = name
    .split(/\s+/)
    .map((word) => word[0] ?? '')
    .slice(0, 2)
    .join('')
  return (
    <span class="team-card-picture" aria-hidden="true">
      {letters.toUpperCase()}
    </span>
  )
}

/** Address of a team's picture; null: it has none, or the team is known from a recording alone. */
function usePicture(id: string | undefined): string | null {
  const loaded = useLoaded(
    async (signal) => {
      if (!id) return null
      try {
        return (await call('GET /teams/{team}', { path: { team: id }, signal })).picture
      } catch (error) {
        if (error instanceof ApiError && error.status === 404) return null
        throw error
      }
    },
    [id],
  )
  return loaded.value ? `/api/v1${loaded.value}` : null
}
