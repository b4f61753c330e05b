import { useState } from 'preact/hooks'
import type { Live } from './live.ts'

/** Finds a team by name or organization and shows its rank; Enter goes on to the next match. */
export function Search({ live, onFound }: { live: Live; onFound: (n: number) => void }) {
  const [words, setWords] = useState('')
  const [match, setMatch] = useState(0)
  void live.version.value // ranks change while one looks
  const found = find(live, words)
  const current = found[match % Math.max(1, found.length)]
  const go = (text: string, next: number) => {
    setWords(text)
    setMatch(next)
    const all = find(live, text)
    const n = all[next % Math.max(1, all.length)]
    if (n !== undefined) onFound(n)
  }
  const place = current === undefined ? undefined : live.board.place(current)
  const rank = place === undefined ? undefined : live.board.at(place)?.rank
  return (
    <form
      class="search"
      role="search"
      onSubmit={(event) => {
        event.preventDefault()
        go(words, match + 1)
      }}
    >
      <label>
        <span class="hidden">Find a team</span>
        <input
          type="search"
          placeholder="Find a team …"
          value={words}
          onInput={(event) => go(event.currentTarget.value, 0)}
          data-testid="search"
        />
      </label>
      <output aria-live="polite" data-testid="found">
        {words &&
          (current === undefined
            ? 'no team of that name'
            : `${live.teams.value.get(current)?.name ?? ''}: ${rank ? `rank ${rank}` : 'on the board'}${found.length > 1 ? ` · ${found.length} matches` : ''}`)}
      </output>
    </form>
  )
}

function find(live: Live, words: string): number[] {
  const text = words.trim().toLowerCase()
  if (!text) return []
  const found = [...live.teams.value.values()].filter((team) => `${team.name} ${team.organization ?? ''}`.toLowerCase().includes(text))
  return found.map((team) => team.n).sort((a, b) => (live.board.place(a) ?? 1e9) - (live.board.place(b) ?? 1e9))
}
