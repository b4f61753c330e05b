import { useEffect, useMemo, useState } from 'preact/hooks'
import type { Member } from '../../../generated/api.ts'
import type { BoardSource } from '../../../store/contest.ts'
import { allLines, type Lines } from './lines.ts'
import { words } from './words.ts'

/** Finds a team by name or organisation and shows its rank; Enter goes on to the next match. */
export function Search({ live, lines = allLines(live.board), onFound }: { live: BoardSource; lines?: Lines; onFound: (n: number) => void }) {
  void live.version.value // ranks change while one looks
  const [text, setText] = useState('')
  const [match, setMatch] = useState(0)
  const teams = live.teams.value
  const found = useMemo(() => find(teams, text), [teams, text])
  const sorted = [...found.slice(0, SORTED_MOST)].sort((a, b) => (lines.index(a) ?? 1e9) - (lines.index(b) ?? 1e9))
  const current = sorted[match % Math.max(1, sorted.length)]
  useEffect(() => {
    if (current !== undefined) onFound(current)
  }, [text, match, current === undefined]) // teams may come after what is typed; ranks that change move nobody
  const place = current === undefined ? undefined : lines.index(current)
  const line = place === undefined ? undefined : lines.at(place)
  const rank = line?.overall ?? line?.rank
  return (
    <form
      class="find"
      role="search"
      onSubmit={(event) => {
        event.preventDefault()
        setMatch(match + 1)
      }}
    >
      <label>
        <span class="hidden">{words().find}</span>
        <input
          type="search"
          placeholder={`${words().find} …`}
          value={text}
          onInput={(event) => {
            setText(event.currentTarget.value)
            setMatch(0)
          }}
          data-testid="search"
        />
      </label>
      <output aria-live="polite" data-testid="found">
        {text &&
          (current === undefined
            ? words().noTeam
            : `${teams.get(current)?.name ?? ''}: ${rank ? words().rank(rank) : words().onBoard}${found.length > 1 ? ` · ${words().matches(found.length)}` : ''}`)}
      </output>
    </form>
  )
}

/** Of more matches nobody looks at the next one. */
const SORTED_MOST = 500
const folded = new WeakMap<ReadonlyMap<number, Member>, [number, string][]>()

/** Numbers of the teams whose name or organisation holds the text. */
export function find(teams: ReadonlyMap<number, Member>, sought: string): number[] {
  const text = sought.trim().toLowerCase()
  if (!text) return []
  let names = folded.get(teams)
  if (!names) folded.set(teams, (names = [...teams.values()].map((team) => [team.n, `${team.name} ${team.organization ?? ''}`.toLowerCase()])))
  return names.flatMap(([n, name]) => (name.includes(text) ? n : []))
}
