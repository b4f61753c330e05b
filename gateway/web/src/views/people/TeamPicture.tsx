import type { Team } from '../../generated/api.ts'

/** A team's picture, or its first letter. Beside its name, which says what it is. */
export function TeamPicture({ team }: { team: Pick<Team, 'name' | 'picture'> }) {
  if (team.picture) return <img src={`/api/v1${team.picture}`} alt="" loading="lazy" />
  return (
    <span class="no-picture" aria-hidden="true">
      {[...team.name][0]?.toUpperCase()}
    </span>
  )
}
