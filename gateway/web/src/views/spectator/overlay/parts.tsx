// What several overlays draw alike.
import type { Cell } from '../../../generated/live.ts'
import { problemsOf } from '../../../live/time.ts'
import type { ContestStore } from '../../../store/contest.ts'
import type { Options } from './options.ts'

export interface PartProps {
  store: ContestStore
  options: Options
}

export function nameOf(store: ContestStore, n: number): string {
  return store.teams.value.get(n)?.name ?? '…'
}

/** The number of a team by its id; undefined: it is not known. */
export function numberOf(store: ContestStore, id: string): number | undefined {
  return id ? [...store.teams.value.values()].find((team) => team.id === id)?.n : undefined
}

/** A problem's letter in its colour. */
export function Letter({ store, problem }: { store: ContestStore; problem: number }) {
  const known = problemsOf(store.clock.value)[problem]
  return (
    <span class="overlay-letter" style={{ borderColor: known?.rgb || 'var(--balloon)' }}>
      {known?.label ?? '?'}
    </span>
  )
}

export function CellMark({ label, cell }: { label: string; cell: Cell | undefined }) {
  const [, judged = 0, pending = 0, solved = 0, , score = null] = cell ?? []
  if (solved) return <span class={`overlay-cell ${solved === 2 ? 'first' : 'solved'}`}>{`${solved === 2 ? '★' : '✓'}${label}`}</span>
  if (pending) return <span class="overlay-cell waits">?{label}</span>
  if (score) return <span class="overlay-cell part">{score}</span>
  if (judged) return <span class="overlay-cell tried">✗{label}</span>
  return <span class="overlay-cell none">{label}</span>
}
