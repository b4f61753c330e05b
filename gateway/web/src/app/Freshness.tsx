import { useNow } from '../parts/now.ts'
import type { ContestStore } from '../store/contest.ts'
import { words } from './words.ts'

/** Says whether what is shown is true now. */
export function Freshness({ store }: { store: ContestStore }) {
  useNow(500)
  const now = performance.now()
  const state = store.freshness.state(store.current.value, now)
  const age = store.freshness.age(now)
  return (
    <span class={`fresh ${state === 'live' ? 'live' : 'stale'}`} role="status" data-testid="freshness">
      <span class="dot" aria-hidden="true" /> {words().fresh[state]}
      {age !== null && age > 0 && state !== 'live' ? ` ${words().old(age)}` : ''}
    </span>
  )
}
